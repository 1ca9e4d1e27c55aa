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

    /// <summary>Of a trace of as many spans what they say is read from its files at once; of a larger one a statement is asked for those that are drawn.</summary>
    public const int MostDetails = 20_000;

    public IReadOnlyList<string> SpanIds => [.. Rows.Select(row => Trace.Spans[row].SpanId).Distinct()];

    /// <summary>How many rows there are to page through: those that are not collapsed, and fit what is looked for.</summary>
    public int Open { get; init; } = Rows.Count;

    public static WaterfallShape Of(TraceEvidence trace) => Of(trace, TraceLook.Nothing);

    public static WaterfallShape Of(TraceEvidence trace, TraceLook look)
    {
        if (look is not { Find.Length: 0, Depth: 0, Closed.Count: 0, From: < 0 })
        {
            return InOrder(trace, look, Most);
        }

        var whole = Whole(trace);
        return whole with { Rows = Chosen(whole.Trace.Spans) };
    }

    /// <summary>Those that are to be seen, from where the look begins.</summary>
    public static WaterfallShape InOrder(TraceEvidence trace, TraceLook look, int most)
    {
        var whole = Whole(trace);
        var open = OpenRows.Of(whole.Trace.Spans, look);
        return whole with { Rows = [.. open.Skip(Math.Max(0, look.From)).Take(most)], Open = open.Count };
    }

    private static WaterfallShape Whole(TraceEvidence trace)
    {
        var path = CriticalPath.Of(trace);
        var shown = TraceAnswer.Of(trace, path);
        return new(shown, path, (trace.Whole ?? TraceExtent.Of(trace.Spans)).StartNanos, []) { Open = shown.Spans.Count };
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
