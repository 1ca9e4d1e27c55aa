namespace Upshot.Decide;

internal static class Quantiles
{
    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : sorted[middle - 1] + ((sorted[middle] - sorted[middle - 1]) / 2);
    }

    /// <summary>The median distance from the median, as the standard deviation that a normal distribution would have with it.</summary>
    /// <remarks>Source: Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", 1993.</remarks>
    public static double Spread(IReadOnlyList<double> values, double median) => 1.4826 * Median([.. values.Select(v => Math.Abs(v - median))]);
}
