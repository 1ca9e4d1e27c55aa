namespace Upshot.Decide.Comparison.Versions;

/// <summary>The scale that an effect was tested on.</summary>
internal enum EffectScale
{
    /// <summary>Of logarithms: e to it is a ratio.</summary>
    Logarithm,

    /// <summary>Ratio points.</summary>
    Points,

    /// <summary>Of square roots of the error ratio: like windows, where the spread must not hang on the level.</summary>
    Root,
}

/// <summary>One measure's effect, tested.</summary>
/// <param name="Tolerance">The resolution of the data, on the scale of the test.</param>
/// <param name="Level">For roots: the candidate's.</param>
internal sealed record EffectTest(StudentTest Test, EffectScale Scale, double Tolerance, double Level = 0)
{
    public InconclusiveReason Reason { get; init; }
    public string Method { get; init; } = "";
    public int BaselineProcesses { get; init; }
    public int CandidateProcesses { get; init; }

    /// <summary>Variance of one process and the degrees of freedom it is known with: for the number still needed. None where more processes would not tell: what days do is no matter of processes.</summary>
    public Variances.SampleVariance Process { get; init; }

    /// <summary>The part of the variance between processes that what they were before explains; null where that is not known, or not used.</summary>
    public double? Explained { get; init; }

    /// <summary>At this look; with several looks smaller than alpha.</summary>
    public Func<double, double> Threshold { get; init; } = alpha => alpha;

    /// <summary>Effect of the mix, as a ratio − 1 or in points; null without strata.</summary>
    public double? MixEffect { get; init; }

    /// <summary>The difference as served.</summary>
    public double? AsServed { get; init; }

    public double P => Test.IsTest ? Test.P(Tolerance) : double.NaN;

    public static EffectTest Without(InconclusiveReason reason) => new(default, EffectScale.Logarithm, 0) { Reason = reason };

    /// <summary>The effect in ratio points, or as a logarithm, with its interval.</summary>
    public Estimate Effect(double alpha)
    {
        var half = Test.IsTest ? Test.HalfWidth(alpha, Tolerance) : double.NaN;
        var (low, high) = (Test.Difference - half, Test.Difference + half);
        return Scale == EffectScale.Root ? new Estimate(Points(Test.Difference), Points(low), Points(high)) : new Estimate(Test.Difference, low, high);
    }

    // Without the change the root would have been the level less the difference.
    private double Points(double difference)
    {
        var without = Math.Max(0, Level - difference);
        return (Level * Level) - (without * without);
    }
}
