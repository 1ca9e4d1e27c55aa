namespace Upshot.Decide.Comparison;

internal static class AdverseEffect
{
    /// <summary>The effect with its sign turned so that more is worse.</summary>
    public static Estimate Of(Estimate difference, bool higherIsBetter) =>
        higherIsBetter ? new Estimate(-difference.Value, -difference.High, -difference.Low) : difference;
}
