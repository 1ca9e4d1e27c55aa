using Upshot.Evidence;

namespace Upshot.Decide.Explanations;

/// <summary>A trace without what goes on after its answer: nobody waits for it, so nothing of it explains how long the answer took.</summary>
internal static class WaitedFor
{
    private const double Tolerance = 0.01;

    public static TraceEvidence Of(TraceEvidence trace, string? rootSpanId)
    {
        var root = trace.Spans.FirstOrDefault(s => rootSpanId is null ? s.ParentSpanId.Length == 0 : s.SpanId == rootSpanId);
        if (root is null || !trace.Spans.Any(s => Outlives(s, root)))
        {
            return trace;
        }

        // A server's clock may go ahead of its client's: such a pair is put right elsewhere.
        var kinds = trace.Spans.GroupBy(s => s.SpanId).ToDictionary(g => g.Key, g => g.Last().Kind);
        var left = trace.Spans.Where(s => Outlives(s, root) && !(s.Kind == "server" && kinds.GetValueOrDefault(s.ParentSpanId) == "client")).Select(s => s.SpanId).ToHashSet(StringComparer.Ordinal);
        return left.Count == 0 ? trace : trace with { Spans = [.. trace.Spans.Where(s => !left.Contains(s.SpanId))] };
    }

    public static bool Outlives(SpanEvidence span, SpanEvidence root) =>
        !ReferenceEquals(span, root) && span.SpanId != root.SpanId && span.DurationNanos < long.MaxValue / 16 && span.StartNanos < long.MaxValue / 4 && root.StartNanos < long.MaxValue / 4 && span.StartNanos >= root.StartNanos
        && span.EndNanos > root.EndNanos + (long)(Tolerance * root.DurationNanos);
}
