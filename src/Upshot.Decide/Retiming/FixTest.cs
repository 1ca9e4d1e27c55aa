using Upshot.Decide.Explanations;
using Upshot.Evidence;

namespace Upshot.Decide.Retiming;

/// <summary>
/// The fix test: a suspect is put back to what it was before, in the traces of after, and the requests are timed again. The share that is explained is what of the difference goes
/// with it, (bad − fixed) / (bad − before). Only what passes is called a cause.
/// </summary>
public static class FixTest
{
    /// <summary>Of what a suspect is said to add so much has to go with it.</summary>
    private const double Passes = 0.5;

    /// <summary>Null: it cannot be put back, or there is no difference.</summary>
    /// <param name="after">The traces of the explanation's second arm.</param>
    public static double? Explained(Explanation explanation, NamedCause cause, IReadOnlyList<TraceEvidence> after)
    {
        if (EditOf(explanation, cause) is not { } edit || explanation.DifferenceNanos == 0)
        {
            return null;
        }

        double weight = 0, bad = 0, good = 0;
        foreach (var trace in after)
        {
            if (trace.Weight > 0 && double.IsFinite(trace.Weight) && Root(trace) is { } root)
            {
                weight += trace.Weight;
                bad += trace.Weight * root.DurationNanos;
                good += trace.Weight * Root(Retimer.Of(trace, [edit], explanation.CandidateOrder))!.DurationNanos;
            }
        }

        return weight > 0 ? (bad - good) / weight / explanation.DifferenceNanos : null;
    }

    /// <summary>Putting it back takes away at least half of what it is said to add. What works against the difference is no cause of it.</summary>
    public static bool IsPassed(double? explained, NamedCause cause) => explained is { } share && double.IsFinite(cause.Share) && cause.Share > 0 && share / cause.Share >= Passes;

    // What makes the calls on its path be, or last, as before.
    private static TraceEdit? EditOf(Explanation explanation, NamedCause cause)
    {
        if (explanation.Paths.FirstOrDefault(p => p.Name == cause.Path[^1] && explanation.PathOf(p).SequenceEqual(cause.Path)) is not { } path)
        {
            return null;
        }

        IReadOnlyList<string> names = [.. cause.Path.Select(TraceEdit.Plain)];
        return cause.Kind switch
        {
            CauseKind.MoreCalls or CauseKind.CacheMisses when path.CandidateCalls > path.BaselineCalls => new(names, EditKind.Cache, 1 - (path.BaselineCalls / path.CandidateCalls)),
            CauseKind.Retries => new(names, EditKind.Retries),
            CauseKind.LostParallelism => new(names, EditKind.Parallel) { Order = explanation.BaselineOrder },
            CauseKind.SelfTime or CauseKind.Waiting or CauseKind.Pauses or CauseKind.Timeout when path.CandidateNanos > 0 => new(names, EditKind.Own, cause.Nanos / path.CandidateNanos),
            _ => null,
        };
    }

    private static SpanEvidence? Root(TraceEvidence trace) => trace.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0);
}
