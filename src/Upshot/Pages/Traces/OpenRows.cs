using Upshot.Answers;

namespace Upshot.Pages.Traces;

/// <summary>Rows of a trace that are to be seen: none below one that is collapsed, and where something is looked for, what has it and what leads there.</summary>
internal static class OpenRows
{
    /// <param name="spans">Parents before children.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<SpanShown> spans, TraceLook look)
    {
        var closed = look.Closed.ToHashSet();
        var (isHidden, isWanted) = (new bool[spans.Count], new bool[spans.Count]);
        for (var row = 0; row < spans.Count; row++)
        {
            var parent = spans[row].Parent;
            isHidden[row] = parent >= 0 && parent < row && (isHidden[parent] || closed.Contains(parent));
            if (look.Find.Length == 0 || Has(spans[row], look.Find))
            {
                // What leads to it is wanted too; the way up ends where another one went.
                for (var at = row; at >= 0 && !isWanted[at]; at = spans[at].Parent)
                {
                    isWanted[at] = true;
                }
            }
        }

        return [.. Enumerable.Range(0, spans.Count).Where(row => !isHidden[row] && isWanted[row] && (look.Depth == 0 || spans[row].Depth < look.Depth))];
    }

    public static bool Has(SpanShown span, string text) =>
        span.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || span.Service.Contains(text, StringComparison.OrdinalIgnoreCase) || span.SpanId.Equals(text, StringComparison.OrdinalIgnoreCase)
        || span.Attributes.Any(a => a.Key.Contains(text, StringComparison.OrdinalIgnoreCase) || a.Value.Contains(text, StringComparison.OrdinalIgnoreCase));
}
