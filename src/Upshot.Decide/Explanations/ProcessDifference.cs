using Upshot.Decide.Comparison;

namespace Upshot.Decide.Explanations;

/// <summary>
/// The difference of two arms whose units are processes: Welch's test with variances that few processes show only roughly, held by what processes of the same code are
/// known to differ by (Smyth, "Linear models and empirical Bayes methods", 2004).
/// </summary>
internal readonly record struct ProcessDifference(double Error, double DegreesOfFreedom)
{
    // Processes of the same code differ by some per cent of what they take; as much knowledge as five processes give.
    private const double UsualSpread = 0.03;
    private const double UsualDegreesOfFreedom = 4;

    public static ProcessDifference Of(IReadOnlyList<(double Mean, double Variance)> before, IReadOnlyList<(double Mean, double Variance)> after)
    {
        var all = before.Concat(after).ToList();
        if (before.Count == 0 || after.Count == 0)
        {
            return new ProcessDifference(double.PositiveInfinity, 1);
        }

        var typical = Math.Max(before.Average(p => p.Mean), after.Average(p => p.Mean));
        var prior = Square(UsualSpread * typical) + all.Average(p => p.Variance);
        var degreesOfFreedom = all.Count - 2;
        var squares = Squares(before) + Squares(after);
        var variance = ((UsualDegreesOfFreedom * prior) + squares) / (UsualDegreesOfFreedom + degreesOfFreedom);
        // Never below what the blocks of the processes themselves show.
        variance = Math.Max(variance, all.Average(p => p.Variance));
        return new ProcessDifference(Math.Sqrt(variance * ((1.0 / before.Count) + (1.0 / after.Count))), UsualDegreesOfFreedom + degreesOfFreedom);
    }

    public Estimate Interval(double difference, double alpha)
    {
        var half = StudentQuantile.Upper(DegreesOfFreedom, alpha / 2) * Error;
        return new Estimate(difference, difference - half, difference + half);
    }

    public bool Excludes(double difference, double alpha) => Math.Abs(difference) > StudentQuantile.Upper(DegreesOfFreedom, alpha / 2) * Error;

    private static double Squares(IReadOnlyList<(double Mean, double Variance)> processes)
    {
        var mean = processes.Average(p => p.Mean);
        return processes.Sum(p => Square(p.Mean - mean));
    }

    private static double Square(double x) => x * x;
}
