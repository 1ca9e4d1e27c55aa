namespace Upshot.Decide.Explanations;

/// <summary>How long failed calls lasted: a timeout shows as a length that most of them share.</summary>
internal static class LongFailures
{
    private const int Fewest = 5;

    public static bool AreClipped(List<double> durations)
    {
        if (durations.Count < Fewest)
        {
            return false;
        }

        var middle = Quantiles.Median(durations);
        return middle > 0 && durations.Count(d => Math.Abs(d - middle) < 0.02 * middle) > 0.6 * durations.Count;
    }

    /// <summary>Median distance from the median, as a share of it: where the limit is, lengths differ least.</summary>
    public static double SpreadOf(List<double> durations)
    {
        var middle = Quantiles.Median(durations);
        return Quantiles.Median([.. durations.Select(d => Math.Abs(d - middle))]) / middle;
    }
}
