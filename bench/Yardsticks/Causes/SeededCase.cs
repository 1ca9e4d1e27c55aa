using Upshot.Decide.Explanations;
using Upshot.Evidence;

namespace Upshot.Yardsticks.Causes;

/// <summary>Requests of a drawn system before and after one thing changed in it, and what a right answer says.</summary>
/// <param name="Millis">What the change adds to a request of the candidate on average: the same requests with it and without.</param>
internal sealed record SeededCase(IReadOnlyList<TraceEvidence> Baseline, IReadOnlyList<TraceEvidence> Candidate, IReadOnlyList<string> Path, double Millis)
{
    private const double UsualShareOfLarge = 0.15;
    private const double LeastOfDuration = 0.1;

    /// <summary>Null: the drawn system has no place for this kind of cause, or nobody would notice it there.</summary>
    public static SeededCase? Draw(int seed, CauseKind kind, int traces)
    {
        var system = new SeededSystem(seed);
        var usual = UsualMillis(system, seed);
        if (SeededCause.Draw(kind, system, new Random(seed), usual) is not { } cause)
        {
            return null;
        }

        // Large orders take long before as well as after; only their share changes.
        var earlier = kind == CauseKind.Mix ? cause : null;
        var share = kind == CauseKind.Mix ? UsualShareOfLarge + cause.Share : UsualShareOfLarge;
        var candidate = Requests(system, cause, seed + 1_000_000, traces, share, usual, true);
        var millis = kind == CauseKind.AsyncTail ? cause.Millis : (Mean(candidate) - Mean(Requests(system, earlier, seed + 1_000_000, traces, UsualShareOfLarge, usual, true))) / 1e6;
        return millis < LeastOfDuration * usual ? null : new SeededCase(Requests(system, earlier, seed, traces, UsualShareOfLarge, usual, false), candidate, kind == CauseKind.Mix ? system.Root.Path : kind == CauseKind.AsyncTail ? [.. system.Root.Path, "[front] audit"] : cause.Node.Path, millis);
    }

    /// <summary>Two runs of the same code on as many processes each, which differ by a share of their speed.</summary>
    public static (IReadOnlyList<TraceEvidence> One, IReadOnlyList<TraceEvidence> Other) Same(int seed, int traces, int processes, double apart)
    {
        var (system, random) = (new SeededSystem(seed), new Random(seed));
        var usual = UsualMillis(system, seed);
        return (Of(0), Of(1));

        IReadOnlyList<TraceEvidence> Of(int arm)
        {
            double[] speeds = [.. Enumerable.Range(0, processes).Select(_ => Math.Exp(apart * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
            return [.. Enumerable.Range(0, traces).Select(i => new SeededRequest(system, null, First(seed + (arm * 1_000_000)) + i, speeds[i % processes], $"{arm}-{i % processes}", usual, false).Trace(UsualShareOfLarge))];
        }
    }

    private static IReadOnlyList<TraceEvidence> Requests(SeededSystem system, SeededCause? cause, int seed, int count, double shareOfLarge, double usual, bool isCandidate) =>
        [.. Enumerable.Range(0, count).Select(i => new SeededRequest(system, cause, First(seed) + i, 1, "", usual, isCandidate).Trace(shareOfLarge))];

    private static double UsualMillis(SeededSystem system, int seed) => Mean(Requests(system, null, seed, 100, UsualShareOfLarge, 0, false)) / 1e6;

    private static long First(int seed) => 100_000L * (seed % 10_000) + (seed >= 1_000_000 ? 50_000 : 0);

    private static double Mean(IReadOnlyList<TraceEvidence> traces) => traces.Average(t => t.Spans.First(s => s.ParentSpanId.Length == 0).DurationNanos);
}
