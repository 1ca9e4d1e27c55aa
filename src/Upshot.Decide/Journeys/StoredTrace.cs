using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Journeys;

/// <summary>A stored trace, ready for steps to be looked for in it. By rows: a call and its answer, or several tries of a call, may share an id.</summary>
internal sealed class StoredTrace
{
    private readonly ILookup<string, OperationSpan> _byId;

    public StoredTrace(OperationTrace trace)
    {
        // What a sender repeated is one span.
        Spans = [.. trace.Spans.DistinctBy(s => (s.Span.SpanId, s.Span.Kind, s.Span.StartNanos))];
        _byId = Spans.ToLookup(s => s.Span.SpanId, StringComparer.Ordinal);
        Search = new(Matches, Parent, s => s.Span.StartNanos);
    }

    public IReadOnlyList<OperationSpan> Spans { get; }

    public StepSearch<OperationSpan> Search { get; }

    /// <summary>The runs of an operation, each with the spans below it. Of a trace with one run it is all of them, wherever they stand.</summary>
    public IEnumerable<(OperationSpan Entry, IReadOnlyList<OperationSpan> Spans)> RunsOf(string operation)
    {
        var entries = Spans.Where(s => s.Operation == operation).ToHashSet<OperationSpan>(ReferenceEqualityComparer.Instance);
        if (entries.Count < 2)
        {
            return entries.Select(e => (e, Spans));
        }

        var nearest = new Dictionary<OperationSpan, OperationSpan?>(ReferenceEqualityComparer.Instance);
        var below = Spans.ToLookup(s => NearestRun(s, entries, nearest) ?? s, ReferenceEqualityComparer.Instance);
        return entries.OrderBy(e => e.Span.StartNanos).Select(e => (e, (IReadOnlyList<OperationSpan>)[.. Below(e)]));

        // Of a run within a run the spans are those of both.
        IEnumerable<OperationSpan> Below(OperationSpan entry)
        {
            var (open, seen) = (new Queue<OperationSpan>([entry]), new HashSet<OperationSpan>(ReferenceEqualityComparer.Instance) { entry });
            while (open.TryDequeue(out var at))
            {
                foreach (var span in below[at].Where(seen.Add))
                {
                    yield return span;
                    if (entries.Contains(span))
                    {
                        open.Enqueue(span);
                    }
                }
            }
        }
    }

    private OperationSpan? NearestRun(OperationSpan span, HashSet<OperationSpan> entries, Dictionary<OperationSpan, OperationSpan?> known)
    {
        var (way, on, found) = (new List<OperationSpan>(), new HashSet<OperationSpan>(ReferenceEqualityComparer.Instance), (OperationSpan?)null);
        for (var at = span; at is not null && on.Add(at); at = Parent(at))
        {
            if (known.TryGetValue(at, out found))
            {
                break;
            }

            way.Add(at);
            if (Parent(at) is { } above && entries.Contains(above))
            {
                found = above;
                break;
            }
        }

        way.ForEach(w => known[w] = found);
        return found;
    }

    /// <summary>Of a call and its answer under one id, the call is the answer's parent and the answer that of what is below.</summary>
    private OperationSpan? Parent(OperationSpan span)
    {
        if (IsAnswer(span) && _byId[span.Span.SpanId].FirstOrDefault(s => s.Span.Kind is "client" or "producer") is { } call)
        {
            return call;
        }

        if (span.Span.ParentSpanId.Length == 0)
        {
            return null;
        }

        var parents = _byId[span.Span.ParentSpanId];
        return parents.FirstOrDefault(IsAnswer) ?? parents.FirstOrDefault();
    }

    private static bool IsAnswer(OperationSpan span) => span.Span.Kind is "server" or "consumer";

    private static bool Matches(SpanSelector selector, OperationSpan row) => row.Span is var span
        && (selector.Kind is null || selector.Kind == span.Kind)
        && (selector.Service is null || selector.Service == span.Service)
        && (selector.Span is null || selector.Span == span.Name)
        && (selector.Route is null || selector.Route == span.Attributes.GetValueOrDefault("http.route"))
        && (selector.Method is null || selector.Method == (span.Attributes.GetValueOrDefault("http.request.method") ?? span.Attributes.GetValueOrDefault("http.method")))
        && selector.Attributes.All(a => span.Attributes.GetValueOrDefault(a.Key) == a.Value);
}
