using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Retiming;

/// <summary>
/// What a trace would have been, had some calls taken another time (LatenSeer: Zhang et al., SoCC 2023): a call that waited for others keeps its distance from the
/// end of whichever ends last, others keep their distance from their caller's start, and a caller keeps what it did after the last of its calls. What goes on after the answer
/// is moved and waited for by nobody.
/// </summary>
public sealed class Retimer
{
    private const int Deepest = 500;
    private const double Tolerance = 0.01;
    private readonly SiblingOrder _order;
    private readonly IReadOnlyList<TraceEdit> _edits;
    private readonly TraceEvidence _trace;
    private readonly ILookup<string, SpanEvidence> _children;
    private readonly Dictionary<string, SpanEvidence> _moved = [];
    private readonly bool _waitsForAll;

    private Retimer(TraceEvidence trace, IReadOnlyList<TraceEdit> edits, SiblingOrder order, bool waitsForAll)
    {
        (_trace, _edits, _order, _waitsForAll) = (trace, edits, order, waitsForAll);
        var ids = trace.Spans.Select(s => s.SpanId).ToHashSet(StringComparer.Ordinal);
        _children = trace.Spans.Where(s => s.ParentSpanId.Length > 0 && s.ParentSpanId != s.SpanId && ids.Contains(s.ParentSpanId)).OrderBy(s => s.StartNanos).ThenBy(s => s.EndNanos).ThenBy(s => s.SpanId, StringComparer.Ordinal).ToLookup(s => s.ParentSpanId);
    }

    /// <summary>The trace as it would have been; spans that fell away are not in it.</summary>
    /// <param name="waitsForAll">
    /// A call waits for all that had always ended when it came; false: only for the last of them. Of what had slack traces do not tell: it may be waited for there, or only at the end.
    /// </param>
    public static TraceEvidence Of(TraceEvidence trace, IReadOnlyList<TraceEdit> edits, SiblingOrder order, bool waitsForAll = true)
    {
        var root = trace.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0);
        if (root is null)
        {
            return trace;
        }

        var retimer = new Retimer(trace, edits, order, waitsForAll);
        retimer.Move(root, root.StartNanos, 1, []);
        return trace with { Spans = [.. trace.Spans.Where(s => retimer._moved.ContainsKey(s.SpanId)).Select(s => retimer._moved[s.SpanId])] };
    }

    /// <summary>Moves a span and all below it; gives its new end.</summary>
    /// <param name="scale">What callers above were made faster by.</param>
    private long Move(SpanEvidence span, long start, double scale, List<string> above)
    {
        List<string> names = [.. above, TraceEdit.Plain(span)];
        var mine = _edits.Where(e => e.Matches(names)).ToList();
        foreach (var edit in mine.Where(e => e.Kind == EditKind.Faster))
        {
            scale *= Math.Max(0, 1 - edit.Amount);
        }

        // What callers above were made faster by holds for the calls below; this for what the span does itself.
        var self = scale;
        foreach (var edit in mine.Where(e => e.Kind == EditKind.Own))
        {
            self *= Math.Max(0, 1 - edit.Amount);
        }

        var children = names.Count > Deepest ? [] : Kept(span, names);
        var parallel = mine.Find(e => e.Kind == EditKind.Parallel);
        var ends = new Dictionary<string, long>();
        var ownUntil = new Dictionary<string, long>();
        var (lastOld, lastNew) = (span.StartNanos, start);
        long own = 0;
        var covered = span.StartNanos;
        foreach (var (child, isGone, _) in children)
        {
            // Clocks of two processes end a call a tick apart.
            var beyond = Math.Max(0, child.EndNanos - span.EndNanos);
            var outlives = beyond > Tolerance * span.DurationNanos;
            // What the caller did itself before this call.
            own += Math.Max(0, child.StartNanos - Math.Max(covered, span.StartNanos));
            var (before, ended) = WaitedFor(span, child, children, _order, s => ends[s.SpanId]);
            long at;
            if (parallel is not null && (parallel.Order is null || (before is not null && !parallel.Order.MayWait(span, before, child))))
            {
                // What the caller did itself since what is waited for still, whatever it waited for meanwhile, stays between the two.
                var (still, done) = parallel.Order is null ? (null, 0) : WaitedFor(span, child, children, parallel.Order, s => ends[s.SpanId] + Scaled(own - ownUntil[s.SpanId], self));
                at = still is null ? start + Scaled(own, self) : done;
            }
            else
            {
                at = before is null ? start + Scaled(child.StartNanos - span.StartNanos, self) : ended + (IsSparedAttempt(children, before) ? 0 : Scaled(child.StartNanos - before.EndNanos, self));
            }

            var end = isGone ? at : Move(child, at, scale, names);
            ends[child.SpanId] = end;
            ownUntil[child.SpanId] = own;
            covered = Math.Max(covered, child.EndNanos);
            if (!outlives)
            {
                lastOld = Math.Max(lastOld, child.EndNanos - beyond);
                lastNew = Math.Max(lastNew, end - beyond);
            }
        }

        var rest = Scaled(span.EndNanos - lastOld, self);
        foreach (var edit in mine.Where(e => e.Kind == EditKind.Delay))
        {
            rest = Math.Max(0, rest + (long)edit.Amount);
        }

        var newEnd = Math.Max(start, lastNew + rest);
        _moved[span.SpanId] = span with { StartNanos = start, DurationNanos = newEnd - start };
        return newEnd;
    }

    /// <summary>
    /// Of the siblings that a call may have waited for the one that ended last, and when the last of them ends now: that may be another one, which had slack.
    /// </summary>
    /// <param name="endOf">When a sibling that began before ends now.</param>
    private (SpanEvidence? Last, long End) WaitedFor(SpanEvidence caller, SpanEvidence child, List<(SpanEvidence Span, bool IsGone, bool IsAttempt)> children, SiblingOrder order, Func<SpanEvidence, long> endOf)
    {
        var (last, end) = ((SpanEvidence?)null, long.MinValue);
        // From the latest on: those before it mostly ended before, and need not be looked at closely.
        for (var i = children.FindIndex(c => ReferenceEquals(c.Span, child)) - 1; i >= 0; i--)
        {
            var other = children[i].Span;
            if (other.EndNanos > child.StartNanos)
            {
                continue;
            }

            var now = endOf(other);
            var isLater = last is null || other.EndNanos >= last.EndNanos;
            if ((isLater || (_waitsForAll && now > end)) && order.MayWait(caller, other, child))
            {
                last = isLater ? other : last;
                end = _waitsForAll ? Math.Max(end, now) : now;
            }
        }

        return (last, end);
    }

    /// <summary>The calls of a span, those that are spared marked: they take no time, and nothing is below them.</summary>
    private List<(SpanEvidence Span, bool IsGone, bool IsAttempt)> Kept(SpanEvidence span, List<string> names)
    {
        List<SpanEvidence> children = [.. _children[span.SpanId].Where(c => !_moved.ContainsKey(c.SpanId))];
        var gone = new HashSet<string>(StringComparer.Ordinal);
        var attempts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in children.GroupBy(TraceEdit.Plain))
        {
            List<string> below = [.. names, group.Key];
            foreach (var edit in _edits.Where(e => e.Matches(below)))
            {
                (edit.Kind == EditKind.Retries ? attempts : gone).UnionWith(SameCalls.Of([.. group], CalleeOf).SelectMany(same => Spared(edit, same)));
            }
        }

        gone.UnionWith(attempts);
        return [.. children.Select(c => (c, gone.Contains(c.SpanId), attempts.Contains(c.SpanId)))];
    }

    private string CalleeOf(SpanEvidence call) => _children[call.SpanId].FirstOrDefault(c => c.Service != call.Service) is { } called ? TraceEdit.Plain(called) : "";

    // What was waited before another attempt goes with it.
    private static bool IsSparedAttempt(List<(SpanEvidence Span, bool IsGone, bool IsAttempt)> children, SpanEvidence span) => children.Any(c => c.IsAttempt && ReferenceEquals(c.Span, span));

    private IEnumerable<string> Spared(TraceEdit edit, List<SpanEvidence> calls) => edit.Kind switch
    {
        // Not the longest: of many calls that is a rare one, and the one that replaces them need not be.
        EditKind.Batch when calls.Count > 1 && calls[(int)(Chance($"{_trace.TraceId}/{calls[0].SpanId}") * calls.Count)] is { } stays => calls.Where(c => !ReferenceEquals(c, stays)).Select(c => c.SpanId),
        EditKind.Cache => calls.Where(c => Chance($"{_trace.TraceId}/{c.SpanId}") < edit.Amount).Select(c => c.SpanId),
        // Attempts that failed and were followed by another, beyond those that stay allowed.
        EditKind.Retries => calls.Take(calls.Count - 1).Where(c => c.IsError).Skip((int)edit.Amount).Select(c => c.SpanId),
        _ => [],
    };

    // The same call is spared in every prediction, whatever else is done: FNV-1a.
    private static double Chance(string text)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1_099_511_628_211UL;
        }

        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        return (hash >> 11) / (double)(1UL << 53);
    }

    private static long Scaled(long nanos, double scale) => scale == 1 ? nanos : (long)Math.Round(nanos * scale);
}
