using Upshot.Answers;
using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

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

    // What is left of a step's time when its critical children are taken out. Neighbours on the critical path may overlap a little;
    // drawn, each moment belongs to one of them.
    private static ILookup<string, Piece> PiecesOf(CriticalPath? path, long start)
    {
        var steps = path?.Steps ?? [];
        var children = steps.Select((step, i) => (step.Parent, Index: i)).ToLookup(s => s.Parent, s => s.Index);
        var (from, to) = (new long[steps.Count], new long[steps.Count]);
        var pieces = new List<(string SpanId, Piece Piece)>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Parent < 0)
            {
                (from[i], to[i]) = (steps[i].StartNanos, steps[i].StartNanos + steps[i].DurationNanos);
            }

            var at = from[i];
            foreach (var child in children[i].OrderBy(c => steps[c].StartNanos))
            {
                from[child] = Math.Clamp(steps[child].StartNanos, at, to[i]);
                to[child] = Math.Clamp(steps[child].StartNanos + steps[child].DurationNanos, from[child], to[i]);
                Add(i, at, from[child]);
                at = to[child];
            }

            Add(i, at, to[i]);
        }

        return pieces.ToLookup(p => p.SpanId, p => p.Piece);

        void Add(int step, long first, long end)
        {
            if (end > first)
            {
                pieces.Add((steps[step].Span.SpanId, new((first - start) / 1e6, (end - first) / 1e6)));
            }
        }
    }
}
