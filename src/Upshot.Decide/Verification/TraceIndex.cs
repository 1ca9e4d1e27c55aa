using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Spans by trace, id and parent.</summary>
internal sealed class TraceIndex
{
    private readonly Dictionary<(string, string), EmittedSpan> _byId = [];
    private readonly ILookup<(string, string), EmittedSpan> _children;
    private readonly ILookup<string, EmittedSpan> _traces;

    public TraceIndex(IReadOnlyList<EmittedSpan> spans)
    {
        foreach (var span in spans)
        {
            _byId.TryAdd((span.TraceId, span.SpanId), span);
        }

        _children = spans.Where(s => !s.IsRoot).ToLookup(s => (s.TraceId, s.ParentSpanId));
        _traces = spans.ToLookup(s => s.TraceId);
    }

    public IEnumerable<IGrouping<string, EmittedSpan>> All => _traces;

    public IEnumerable<EmittedSpan> InTrace(string traceId) => _traces[traceId];

    public IEnumerable<EmittedSpan> Children(EmittedSpan span) => _children[(span.TraceId, span.SpanId)];

    public EmittedSpan? Find(string traceId, string spanId) => _byId.GetValueOrDefault((traceId, spanId));

    public EmittedSpan? Parent(EmittedSpan span) => span.IsRoot ? null : Find(span.TraceId, span.ParentSpanId);

    /// <summary>Parent, its parent and so on. A trace whose spans are parents of each other ends where it began.</summary>
    public IEnumerable<EmittedSpan> Ancestors(EmittedSpan span)
    {
        var seen = new HashSet<string> { span.SpanId };
        for (var at = Parent(span); at is not null && seen.Add(at.SpanId); at = Parent(at))
        {
            yield return at;
        }
    }
}
