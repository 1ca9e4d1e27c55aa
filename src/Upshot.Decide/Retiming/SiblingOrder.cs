using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Retiming;

/// <summary>
/// Which calls under one caller wait for which, over all traces of an operation: one that ended before another began in every trace that has both is waited for
/// (Chow et al., "The Mystery Machine", OSDI 2014). A single trace in which they overlap is the contradiction.
/// </summary>
public sealed class SiblingOrder
{
    private readonly HashSet<(string Caller, string First, string Second)> _contradicted = [];

    /// <summary>An order without any knowledge: within a trace, who ended before is waited for.</summary>
    public static SiblingOrder OfNothing { get; } = new();

    public static SiblingOrder Of(IReadOnlyList<TraceEvidence> traces)
    {
        var order = new SiblingOrder();
        foreach (var trace in traces)
        {
            foreach (var siblings in trace.Spans.Where(s => s.ParentSpanId.Length > 0).GroupBy(s => s.ParentSpanId).Where(g => g.Skip(1).Any()))
            {
                var caller = trace.Spans.FirstOrDefault(s => s.SpanId == siblings.Key) is { } parent ? CriticalPath.NameOf(parent) : "";
                order.Learn(caller, [.. siblings.OrderBy(s => s.StartNanos)]);
            }
        }

        return order;
    }

    internal bool MayWait(string caller, SpanEvidence first, SpanEvidence second) => !_contradicted.Contains((caller, CriticalPath.NameOf(first), CriticalPath.NameOf(second)));

    // Only neighbours in time can overlap; what begins after the longest open one has ended overlaps with none before.
    private void Learn(string caller, List<SpanEvidence> siblings)
    {
        var open = new List<SpanEvidence>();
        foreach (var span in siblings)
        {
            open.RemoveAll(o => o.EndNanos <= span.StartNanos);
            foreach (var other in open)
            {
                _contradicted.Add((caller, CriticalPath.NameOf(other), CriticalPath.NameOf(span)));
                _contradicted.Add((caller, CriticalPath.NameOf(span), CriticalPath.NameOf(other)));
            }

            open.Add(span);
        }
    }
}
