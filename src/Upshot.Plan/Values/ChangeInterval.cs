namespace Upshot.Plan.Values;

/// <summary>An interval of relative change as <c>-30%..-10%</c>.</summary>
internal static class ChangeInterval
{
    public const string Pattern = @"^\s*[+-]?[0-9]+(\.[0-9]+)?%?\s*\.\.\s*[+-]?[0-9]+(\.[0-9]+)?%?\s*$";

    public static bool TryParse(string text, out double low, out double high)
    {
        low = high = 0;
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        return dots > 0
            && Share.TryParse(text.Substring(0, dots), out low)
            && Share.TryParse(text.Substring(dots + 2), out high);
    }
}
