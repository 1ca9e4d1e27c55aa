using Upshot.Evidence;

namespace Upshot.Decide.CriticalPaths;

/// <summary>
/// Which calls under one caller wait for which, over all traces of an operation: one that ended before another began in every trace that has both is waited for
/// (Chow et al., "The Mystery Machine", OSDI 2014). A trace in which they overlap is the contradiction; among hundreds a stray one is none.
/// </summary>
public sealed class SiblingOrder
{
    private const double Stray = 0.01;

    // Ends and starts of calls one after the other are written by several threads.
    private const double Tolerance = 0.01;

    // Names that are looked at beside one call: a fan of thousands of different ones says nothing about order.
    private const int MostBeside = 64;

    private readonly Dictionary<(string Service, string Name), Caller> _callers = [];

    /// <summary>An order without any knowledge: within a trace, who ended before is waited for.</summary>
    public static SiblingOrder OfNothing { get; } = new();

    public static SiblingOrder Of(IReadOnlyList<TraceEvidence> traces)
    {
        var order = new SiblingOrder();
        foreach (var trace in traces)
        {
            var spans = new Dictionary<string, SpanEvidence>();
            foreach (var span in trace.Spans)
            {
                spans.TryAdd(span.SpanId, span);
            }

            foreach (var siblings in trace.Spans.Where(s => s.ParentSpanId.Length > 0).GroupBy(s => s.ParentSpanId).Where(g => g.Skip(1).Any()))
            {
                var caller = spans.GetValueOrDefault(siblings.Key);
                order.CallerOf(caller).Learn(caller is null ? 0 : (long)(Tolerance * Math.Max(0, caller.DurationNanos)), [.. siblings.OrderBy(s => s.StartNanos)]);
            }
        }

        return order;
    }

    internal bool MayWait(SpanEvidence? caller, SpanEvidence first, SpanEvidence second) => !_callers.TryGetValue(KeyOf(caller), out var known) || known.MayWait(KeyOf(first), KeyOf(second));

    private Caller CallerOf(SpanEvidence? caller)
    {
        var key = KeyOf(caller);
        if (!_callers.TryGetValue(key, out var known))
        {
            _callers.Add(key, known = new Caller());
        }

        return known;
    }

    private static (string Service, string Name) KeyOf(SpanEvidence? span) => span is null ? ("", "") : (span.Service, span.Name);

    /// <summary>What was seen of the calls of one caller: in how many of its spans each is there, and in how many two of them overlap.</summary>
    private sealed class Caller
    {
        private readonly Dictionary<(string Service, string Name), int> _seen = [];
        private readonly Dictionary<((string, string) One, (string, string) Other), int> _overlaps = [];

        public bool MayWait((string Service, string Name) first, (string Service, string Name) second) =>
            _overlaps.GetValueOrDefault(Pair(first, second)) <= Stray * Math.Min(_seen.GetValueOrDefault(first), _seen.GetValueOrDefault(second));

        // Of the calls of one name that began before, the one that ends last overlaps most.
        public void Learn(long tolerated, List<SpanEvidence> siblings)
        {
            var open = new Dictionary<(string Service, string Name), long>();
            var overlapping = new HashSet<((string, string), (string, string))>();
            foreach (var span in siblings)
            {
                var name = KeyOf(span);
                foreach (var ended in open.Where(o => o.Value <= span.StartNanos).Select(o => o.Key).ToList())
                {
                    open.Remove(ended);
                }

                overlapping.UnionWith(open.Where(o => Math.Min(o.Value, span.EndNanos) - span.StartNanos > tolerated).Select(o => Pair(o.Key, name)));
                if (open.Count < MostBeside || open.ContainsKey(name))
                {
                    open[name] = Math.Max(span.EndNanos, open.GetValueOrDefault(name, long.MinValue));
                }
            }

            foreach (var name in siblings.Select(KeyOf).Distinct())
            {
                _seen[name] = _seen.GetValueOrDefault(name) + 1;
            }

            foreach (var pair in overlapping)
            {
                _overlaps[pair] = _overlaps.GetValueOrDefault(pair) + 1;
            }
        }

        private static ((string, string), (string, string)) Pair((string, string) one, (string, string) other) => one.CompareTo(other) <= 0 ? (one, other) : (other, one);
    }
}
