using Upshot.Decide.Comparison;
using Upshot.Evidence;

namespace Upshot.Decide.Scaling;

/// <summary>What one variant did against another while load was low, middling or high.</summary>
/// <param name="LeastLoad">Requests a second of both variants together, in the quietest block of this third.</param>
/// <param name="MostLoad">The same in its busiest block.</param>
/// <param name="Effect">A ratio of medians, or a difference of error ratios, with the interval of 95 %.</param>
public sealed record LoadThird(double LeastLoad, double MostLoad, int Blocks, Estimate Effect);

/// <summary>
/// Whether an effect depends on load: blocks of time in which both variants ran, ordered by what they had to serve and cut into thirds of equally many.
/// Both variants share their block, so that what the hour did it did to both, and differences within blocks are compared between thirds by Welch's test.
/// </summary>
/// <param name="Thirds">From little load to much.</param>
/// <param name="Interaction">The effect at much load over that at little: a ratio of ratios, or points.</param>
/// <param name="P">Two-sided.</param>
public sealed record LoadThirds(IReadOnlyList<LoadThird> Thirds, Estimate Interaction, double P)
{
    /// <summary>Below it is told as no difference.</summary>
    public const double Alpha = 0.05;

    private const int LeastBlocks = 4;
    private const long LeastRequests = 5;

    // Thirds of a load that never varies are no different loads.
    private const double LeastVariation = 1.2;

    /// <summary>Of median latency, as a ratio.</summary>
    /// <returns>Null: too few blocks have enough requests of both, or load hardly varied.</returns>
    public static LoadThirds? OfLatency(IReadOnlyList<ReplicateEvidence> without, IReadOnlyList<ReplicateEvidence> with) =>
        Of(without, with, r => r.Sum(x => x.Latency.Count), rows => Math.Log(ExponentialHistogram.Sum(rows.Select(r => r.Latency)).Quantile(0.5)), Math.Exp);

    /// <summary>Of the error ratio, as a difference.</summary>
    /// <returns>Null: too few blocks have enough requests of both, or load hardly varied.</returns>
    public static LoadThirds? OfFailures(IReadOnlyList<ReplicateEvidence> without, IReadOnlyList<ReplicateEvidence> with) =>
        Of(without, with, r => r.Sum(x => x.Count), rows => (double)rows.Sum(r => r.Errors) / rows.Sum(r => r.Count), v => v);

    private static LoadThirds? Of(
        IReadOnlyList<ReplicateEvidence> without, IReadOnlyList<ReplicateEvidence> with, Func<IEnumerable<ReplicateEvidence>, double> requests, Func<IReadOnlyList<ReplicateEvidence>, double> value, Func<double, double> told)
    {
        var others = with.ToLookup(r => r.Start);
        List<(double Load, double Difference)> blocks = [.. without.GroupBy(r => r.Start)
            .Select(g => (Without: g.ToList(), With: others[g.Key].ToList()))
            .Where(b => requests(b.Without) >= LeastRequests && requests(b.With) >= LeastRequests)
            .Select(b => (Load: (b.Without.Sum(r => (double)r.Count) + b.With.Sum(r => (double)r.Count)) / b.Without[0].Length.TotalSeconds, Difference: value(b.With) - value(b.Without)))
            .Where(b => double.IsFinite(b.Difference) && double.IsFinite(b.Load))
            .OrderBy(b => b.Load)];
        if (blocks.Count < 3 * LeastBlocks)
        {
            return null;
        }

        List<List<(double Load, double Difference)>> thirds = [.. Enumerable.Range(0, 3).Select(i => blocks[(i * blocks.Count / 3)..((i + 1) * blocks.Count / 3)])];
        if (thirds[2].Average(b => b.Load) < LeastVariation * thirds[0].Average(b => b.Load))
        {
            return null;
        }

        List<SampleSummary> summaries = [.. thirds.Select(t => SampleSummary.Of([.. t.Select(b => b.Difference)]))];
        var welch = Welch.Of(summaries[0], summaries[2]);
        return new(
            [.. thirds.Zip(summaries, (third, summary) => new LoadThird(third[0].Load, third[^1].Load, third.Count, Told(summary.Mean, summary.SquaredError > 0 ? Math.Sqrt(summary.SquaredError) * StudentQuantile.Upper(summary.DegreesOfFreedom, Alpha / 2) : 0)))],
            Told(welch.Difference, welch.HalfWidth(Alpha)),
            welch.HasNoSpread ? (welch.Difference == 0 ? 1 : 0) : welch.P());

        Estimate Told(double mean, double half) => new(told(mean), told(mean - half), told(mean + half));
    }
}
