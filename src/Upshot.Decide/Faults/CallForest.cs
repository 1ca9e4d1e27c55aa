using Upshot.Decide.Exports;
using Upshot.Evidence;

namespace Upshot.Decide.Faults;

/// <summary>The traces of both windows as groups of calls. A trace belongs to the window in which its first span begins.</summary>
internal sealed class CallForest
{
    private readonly Dictionary<(CallGroup? Caller, string Service, string Operation), CallGroup> _groups = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    // Recursion of strangers: what is deeper is counted where it is at this depth.
    private const int Deepest = 64;

    public IReadOnlyCollection<CallGroup> Groups => _groups.Values;
    public int NormalTraces { get; private set; }
    public int BadTraces { get; private set; }

    public static CallForest Of(TelemetryExport export)
    {
        var forest = new CallForest();
        foreach (var trace in export.Spans.GroupBy(s => s.TraceId, s => s.Span))
        {
            var start = trace.Min(s => s.StartNanos);
            if (export.Normal.Contains(start))
            {
                forest.NormalTraces++;
                forest.Add([.. trace], g => g.Normal);
            }
            else if (export.Bad.Contains(start))
            {
                forest.BadTraces++;
                forest.Add([.. trace], g => g.Bad);
            }
        }

        return forest;
    }

    /// <summary>Requests of a service from outside of it, in a window.</summary>
    public Dictionary<string, int> Requests(Func<CallGroup, GroupWindow> window) =>
        _groups.Values.Where(g => g.Caller is null || g.CrossesServices).GroupBy(g => g.Service).ToDictionary(g => g.Key, g => g.Sum(x => window(x).Count));

    private void Add(SpanEvidence[] spans, Func<CallGroup, GroupWindow> window)
    {
        var byId = new Dictionary<string, SpanEvidence>(StringComparer.Ordinal);
        foreach (var span in spans)
        {
            byId[span.SpanId] = span;
        }

        var children = byId.Values.Where(s => byId.ContainsKey(s.ParentSpanId) && s.ParentSpanId != s.SpanId).ToLookup(s => s.ParentSpanId);
        var open = new Stack<(SpanEvidence Span, CallGroup? Caller, int Depth)>(byId.Values.Where(s => !byId.ContainsKey(s.ParentSpanId) || s.ParentSpanId == s.SpanId).Select(s => (s, (CallGroup?)null, 0)));
        while (open.TryPop(out var at))
        {
            var group = GroupOf(at.Depth > Deepest ? at.Caller!.Caller : at.Caller, at.Span);
            var called = children[at.Span.SpanId].ToList();
            Count(group, window(group), at.Span, called);
            foreach (var child in called)
            {
                open.Push((child, group, Math.Min(at.Depth + 1, Deepest + 1)));
            }
        }
    }

    private void Count(CallGroup group, GroupWindow calls, SpanEvidence span, List<SpanEvidence> called)
    {
        calls.Durations.Add(span.DurationNanos / 1e6);
        calls.Self.Add(SelfNanos(span, called) / 1e6);
        calls.Errors += span.IsError ? 1 : 0;
        var seen = new HashSet<CallGroup>();
        foreach (var child in called)
        {
            var childGroup = GroupOf(group, child);
            if (seen.Add(childGroup))
            {
                calls.With[childGroup] = calls.With.GetValueOrDefault(childGroup) + 1;
            }

            if (child.Service != span.Service)
            {
                calls.Outgoing[child.Service] = calls.Outgoing.GetValueOrDefault(child.Service) + 1;
            }
        }
    }

    private CallGroup GroupOf(CallGroup? caller, SpanEvidence span)
    {
        if (!_names.TryGetValue(span.Name, out var name))
        {
            _names.Add(span.Name, name = CallGroup.NameOf(span.Name));
        }

        var key = (caller, span.Service, name);
        if (!_groups.TryGetValue(key, out var group))
        {
            _groups.Add(key, group = new CallGroup(span.Service, name, caller));
        }

        return group;
    }

    private static long SelfNanos(SpanEvidence span, List<SpanEvidence> called)
    {
        long covered = 0;
        var until = span.StartNanos;
        foreach (var child in called.OrderBy(c => c.StartNanos))
        {
            var (from, to) = (Math.Max(child.StartNanos, until), Math.Min(child.EndNanos, span.EndNanos));
            if (to > from)
            {
                covered += to - from;
                until = to;
            }
        }

        return span.DurationNanos - covered;
    }
}
