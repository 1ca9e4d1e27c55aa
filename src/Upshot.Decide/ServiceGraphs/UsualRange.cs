namespace Upshot.Decide.ServiceGraphs;

/// <summary>Where a sum over some rows usually lies: median and spread of all such sums in the baseline.</summary>
internal readonly record struct UsualRange(double Median, double Spread)
{
    // Half the width between the quantiles that a normal distribution has at one standard deviation.
    private const double OneSigma = 0.8413;
    private const double MadToSigma = 1.4826;

    /// <param name="floor">A spread below this is no knowledge: a count of failures cannot be steadier than chance.</param>
    public static UsualRange Of(double[] sums, double floor)
    {
        if (sums.Length == 0)
        {
            return new UsualRange(0, floor);
        }

        double[] sorted = [.. sums.Order()];
        var median = sorted[sorted.Length / 2];
        double[] distances = [.. sorted.Select(s => Math.Abs(s - median)).Order()];
        var spread = Math.Max(MadToSigma * distances[distances.Length / 2], sorted[Math.Min(sorted.Length - 1, (int)(OneSigma * sorted.Length))] - median);
        return new UsualRange(median, Math.Max(spread, floor));
    }

    public double Deviation(double sum) => (sum - Median) / Spread;

    /// <summary>The sums over each run of so many neighbouring rows.</summary>
    public static double[] Sums(double[] values, int length)
    {
        if (values.Length < length)
        {
            return [];
        }

        var sums = new double[values.Length - length + 1];
        for (var i = 0; i < length; i++)
        {
            sums[0] += values[i];
        }

        for (var i = 1; i < sums.Length; i++)
        {
            sums[i] = sums[i - 1] + values[i + length - 1] - values[i - 1];
        }

        return sums;
    }
}
