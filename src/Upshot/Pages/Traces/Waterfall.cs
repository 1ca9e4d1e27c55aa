using Upshot.Answers;
using Upshot.Decide.CriticalPaths;
using Upshot.Observe.Query;
using Upshot.Plan.Evidence;

namespace Upshot.Pages.Traces;

/// <summary>A piece of time inside a trace, in milliseconds from its start.</summary>
public readonly record struct Piece(double From, double Length);

/// <summary>A span with the pieces of its time that nothing below it explains and that decide how long the trace takes.</summary>
/// <param name="Colour">Which of the service colours it has.</param>
/// <param name="Detail">Null when it is not here.</param>
public sealed record WaterfallRow(SpanShown Span, IReadOnlyList<Piece> Critical, int Colour, SpanDetail? Detail)
{
    public bool IsCritical => Critical.Count > 0 || Span.CriticalMillis > 0;
}

/// <param name="Services">In order of appearance: with it goes the colour.</param>
/// <param name="Left">How many spans are not shown.</param>
public sealed record Waterfall(TraceShown Trace, IReadOnlyList<WaterfallRow> Rows, IReadOnlyList<string> Services, int Left)
{
    /// <summary>More rows than this nobody reads, and a browser draws slowly.</summary>
    private const int Most = 1000;

    /// <param name="details">Of its spans, or of some of them.</param>
    public static Waterfall Of(TraceEvidence trace, IReadOnlyList<SpanDetail> details)
    {
        var shown = TraceAnswer.Of(trace);
        var start = trace.Spans.Min(s => s.StartNanos);
        var pieces = PiecesOf(CriticalPath.Of(trace), start);
        var services = shown.Spans.Select(s => s.Service).Distinct().ToList();
        var colours = services.Select((service, i) => (service, i)).ToDictionary(s => s.service, s => s.i);
        var detailOf = details.DistinctBy(d => d.SpanId).ToDictionary(d => d.SpanId);
        var rows = shown.Spans.Take(Most).Select(s => new WaterfallRow(s, pieces[s.SpanId].ToList(), colours[s.Service], detailOf.GetValueOrDefault(s.SpanId)));
        return new(shown, [.. rows], services, Math.Max(0, shown.Spans.Count - Most));
    }

    // What is left of a step's time when its critical children are taken out.
    private static ILookup<string, Piece> PiecesOf(CriticalPath? path, long start)
    {
        var steps = path?.Steps ?? [];
        var children = steps.Select((step, i) => (step.Parent, Index: i)).ToLookup(s => s.Parent, s => s.Index);
        return steps.SelectMany((step, i) => Gaps(step, [.. children[i].Select(c => steps[c]).OrderBy(c => c.StartNanos)]).Select(g => (step.Span.SpanId, Piece: new Piece((g.From - start) / 1e6, (g.To - g.From) / 1e6))))
            .ToLookup(p => p.SpanId, p => p.Piece);
    }

    private static IEnumerable<(long From, long To)> Gaps(CriticalStep step, List<CriticalStep> children)
    {
        var at = step.StartNanos;
        foreach (var child in children)
        {
            if (child.StartNanos > at)
            {
                yield return (at, child.StartNanos);
            }

            at = Math.Max(at, child.StartNanos + child.DurationNanos);
        }

        if (step.StartNanos + step.DurationNanos > at)
        {
            yield return (at, step.StartNanos + step.DurationNanos);
        }
    }
}
