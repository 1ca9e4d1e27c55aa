namespace Upshot.Decide.Faults;

/// <summary>How much longer the calls of a group themselves take than in the normal window, in milliseconds.</summary>
/// <param name="Usual">What they took themselves.</param>
/// <param name="Error">The standard error of the excess, with what windows differ by without any cause.</param>
internal sealed record SlowGroup(CallGroup Group, double Usual, double Excess, double Error)
{
    // A call out of a hundred may take any time: garbage collection, a cold cache.
    private const double Trimmed = 0.02;
    private const double UsualDrift = 0.08;
    private const double SmallestError = 0.05;
    private const int Fewest = 3;

    public double Deviations => Excess / Error;

    public static SlowGroup? Of(CallGroup group)
    {
        if (group.Normal.Count < Fewest || group.Bad.Count < Fewest)
        {
            return null;
        }

        var (usual, usualVariance) = Mean(group.Normal.Self);
        var (now, variance) = Mean(group.Bad.Self);
        var drift = UsualDrift * usual;
        return new SlowGroup(group, usual, now - usual, Math.Sqrt(usualVariance + variance + (drift * drift) + (SmallestError * SmallestError)));
    }

    // The mean without the largest ones, and the variance of that mean.
    private static (double Mean, double Variance) Mean(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        var kept = Math.Max(1, (int)Math.Ceiling(sorted.Length * (1 - Trimmed)));
        var mean = sorted.Take(kept).Average();
        var variance = kept < 2 ? mean * mean : sorted.Take(kept).Sum(v => (v - mean) * (v - mean)) / (kept - 1);
        return (mean, variance / kept);
    }
}
