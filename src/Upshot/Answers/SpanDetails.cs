using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>Which details belong to which span, where an id alone does not say so; each is given once.</summary>
internal sealed class SpanDetails(IReadOnlyList<SpanDetail> details)
{
    private readonly Dictionary<string, List<SpanDetail>> _byId = details.GroupBy(d => d.SpanId).ToDictionary(g => g.Key, g => g.OrderBy(d => d.StartNanos).ToList(), StringComparer.Ordinal);

    /// <summary>Null: they are not here.</summary>
    public SpanDetail? Take(SpanShown span, long traceStart)
    {
        if (!_byId.TryGetValue(span.SpanId, out var candidates) || candidates.Count == 0)
        {
            return null;
        }

        var found = candidates.Where(d => d.Kind == span.Kind).MinBy(d => Math.Abs(((double)d.StartNanos - traceStart) / 1e6 - span.StartMillis)) ?? candidates[0];
        candidates.Remove(found);
        return found;
    }
}
