using Upshot.Answers;
using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Pages.Traces;

/// <summary>A trace and which of its spans are drawn: all, or of a large one the failed spans first, what leads to them, what is critical, and then the rest in order.</summary>
/// <param name="Rows">Places in the trace's list of spans, in its order.</param>
public sealed record WaterfallShape(TraceShown Trace, CriticalPath? Path, long StartNanos, IReadOnlyList<int> Rows)
{
    /// <summary>More rows than this nobody reads, and a page is no longer half a megabyte.</summary>
    public const int Most = 300;

    public IReadOnlyList<string> SpanIds => [.. Rows.Select(row => Trace.Spans[row].SpanId).Distinct()];

    /// <summary>How many rows there are to page through: those that are not collapsed, and fit what is looked for.</summary>
    public int Open { get; init; } = Rows.Count;

    public static WaterfallShape Of(TraceEvidence trace) => Of(trace, TraceLook.Nothing);

    public static WaterfallShape Of(TraceEvidence trace, TraceLook look)
    {
        var path = CriticalPath.Of(trace);
        var shown = TraceAnswer.Of(trace, path);
        var start = (trace.Whole ?? TraceExtent.Of(trace.Spans)).StartNanos;
        if (look is { Find.Length: 0, Depth: 0, Closed.Count: 0, From: < 0 })
        {
            return new(shown, path, start, Chosen(shown.Spans)) { Open = shown.Spans.Count };
        }

        var open = OpenRows.Of(shown.Spans, look);
        return new(shown, path, start, [.. open.Skip(Math.Max(0, look.From)).Take(Most)]) { Open = open.Count };
    }

    private static List<int> Chosen(IReadOnlyList<SpanShown> spans)
    {
        var all = Enumerable.Range(0, spans.Count).ToList();
        if (spans.Count <= Most)
        {
            return all;
        }

        var failed = all.Where(row => spans[row].IsError).Take(Most).ToList();
        var chosen = new HashSet<int>();
        foreach (var row in failed.Concat(failed.SelectMany(Ancestors)).Concat(all.Where(row => spans[row].CriticalMillis > 0)).Concat(all))
        {
            chosen.Add(row);
            if (chosen.Count == Most)
            {
                break;
            }
        }

        return [.. chosen.Order()];

        IEnumerable<int> Ancestors(int row)
        {
            for (var above = spans[row].Parent; above >= 0 && !chosen.Contains(above); above = spans[above].Parent)
            {
                yield return above;
            }
        }
    }
}
