namespace Upshot.Decide.Comparison;

/// <summary>
/// Student's t on the differences of pairs that follow one another in time, corrected for what neighbours have in common; where the
/// processes of a version differ more than that explains, on the processes.
/// </summary>
/// <param name="ByProcess">Processes differ clearly: they are the unit after all.</param>
internal readonly record struct PairedTest(Welch Test, bool ByProcess)
{
    public const string SideBySide = "The versions ran side by side, so each block of time was compared with itself; how processes differ from one another is not in the interval.";
    public const string Differ = "The versions ran side by side, but processes of the same version differ by more than their blocks of time explain, so the interval goes by the processes. There are few: more processes would narrow it more than more time.";

    // Below this share of the unit a spread is rounding, not spread.
    private const double Rounding = 1e-12;

    /// <param name="unit">How large the numbers are that were subtracted.</param>
    /// <param name="estimate">What the differences are about: their mean, or another measure of the same.</param>
    public static PairedTest Of(double estimate, IReadOnlyList<double> differences, ProcessSpread spread, double unit = 1)
    {
        var group = Correlation.Summary([differences]);
        var rounding = Rounding * unit;
        if (Math.Sqrt(Math.Max(group.SquaredError, spread.SquaredError)) <= rounding)
        {
            return new(new Welch(Math.Abs(estimate) <= rounding ? 0 : estimate, 0, group.DegreesOfFreedom), false);
        }

        return spread.Exceeds(group.SquaredError, group.DegreesOfFreedom)
            ? new(new Welch(estimate, Math.Sqrt(spread.SquaredError), spread.DegreesOfFreedom), true)
            : new(new Welch(estimate, Math.Sqrt(group.SquaredError), group.DegreesOfFreedom), false);
    }

    /// <summary>The result with its units, and the basis of a verdict.</summary>
    public ComparisonResult On(ComparisonResult result, Pairing pairing, ProcessSpread spread, Estimate harm, double limit, double tolerance)
    {
        var squared = Test.StandardError * Test.StandardError;
        if (ByProcess)
        {
            var have = Math.Min(spread.First, spread.Second);
            return result with
            {
                BaselineReplicates = spread.First,
                CandidateReplicates = spread.Second,
                TestStatistics = new TestStatistics(harm, limit, tolerance, have * squared, have),
                Notes = [.. result.Notes, Differ],
            };
        }

        var pairs = pairing.Pairs;
        return result with
        {
            BaselineReplicates = pairs.Count,
            CandidateReplicates = pairs.Count,
            TestStatistics = new TestStatistics(harm, limit, tolerance, pairs.Count * squared, pairs.Count, pairs.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Length) / pairs.Count),
            Notes = [.. result.Notes, SideBySide],
        };
    }
}
