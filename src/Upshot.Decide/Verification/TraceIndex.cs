using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Spans by trace, id and parent.</summary>
internal sealed class TraceIndex
{
    private readonly Dictionary<(string, string), CapturedSpan> _byId = [];
    private readonly ILookup<(string, string), CapturedSpan> _children;
    private readonly ILookup<string, CapturedSpan> _traces;

    public TraceIndex(IReadOnlyList<CapturedSpan> spans)
    {
        foreach (var span in spans)
        {
            _byId.TryAdd((span.TraceId, span.SpanId), span);
        }

        _children = spans.Where(s => !s.IsRoot).ToLookup(s => (s.TraceId, s.ParentSpanId));
        _traces = spans.ToLookup(s => s.TraceId);
    }

    public IEnumerable<IGrouping<string, CapturedSpan>> All => _traces;

    public IEnumerable<CapturedSpan> InTrace(string traceId) => _traces[traceId];

    public IEnumerable<CapturedSpan> Children(CapturedSpan span) => _children[(span.TraceId, span.SpanId)];

    public CapturedSpan? Find(string traceId, string spanId) => _byId.GetValueOrDefault((traceId, spanId));

    public CapturedSpan? Parent(CapturedSpan span) => span.IsRoot ? null : Find(span.TraceId, span.ParentSpanId);

    /// <summary>Parent, its parent and so on. A trace whose spans are parents of each other ends where it began.</summary>
    public IEnumerable<CapturedSpan> Ancestors(CapturedSpan span)
    {
        var seen = new HashSet<string> { span.SpanId };
        for (var at = Parent(span); at is not null && seen.Add(at.SpanId); at = Parent(at))
        {
            yield return at;
        }
    }
}
