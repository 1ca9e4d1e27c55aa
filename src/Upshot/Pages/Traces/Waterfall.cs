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
/// <param name="Anchor">Where an address points at it: its id, and its number among spans that share it.</param>
public sealed record WaterfallRow(SpanShown Span, IReadOnlyList<Piece> Critical, int Colour, SpanDetail? Detail, string Anchor)
{
    /// <summary>Where it stands in the trace's list of spans.</summary>
    public int Place { get; init; }

    public bool HasChildren { get; init; }

    public bool IsCritical => Critical.Count > 0 || Span.CriticalMillis > 0;
}

/// <param name="Services">Of the whole trace in order of appearance: with it goes the colour, whichever rows are drawn.</param>
public sealed record Waterfall(TraceShown Trace, IReadOnlyList<WaterfallRow> Rows, IReadOnlyList<string> Services)
{
    /// <summary>Of a span and its service, in characters; each stands four times in a row.</summary>
    private const int LongestNames = 200;

    /// <summary>How many rows there are to page through.</summary>
    public int Open { get; init; } = Rows.Count;

    /// <summary>How many spans are not shown.</summary>
    public int Left => Trace.AllSpans - Rows.Count;

    public static Waterfall Of(TraceEvidence trace, IReadOnlyList<SpanDetail> details) => Drawn(WaterfallShape.Of(trace), details);

    /// <param name="details">Of its spans, or of some of them.</param>
    public static Waterfall Drawn(WaterfallShape shape, IReadOnlyList<SpanDetail> details)
    {
        var spans = shape.Trace.Spans;
        var pieces = PiecesOf(shape.Path, shape.StartNanos);
        var services = spans.Select(s => s.Service).Distinct().ToList();
        var colours = services.Select((service, i) => (service, i)).ToDictionary(s => s.service, s => s.i);
        var detailsOf = new SpanDetails(details);
        var sharing = new Dictionary<string, int>(StringComparer.Ordinal);
        var (texts, critical) = (new TextBudget(), shape.Rows.Count(row => pieces[spans[row].Row].Any()));
        var parents = spans.Select(s => s.Parent).ToHashSet();
        var rows = shape.Rows.Select(place => RowOf(place, spans[place])).ToList();
        return new(shape.Trace, rows, services) { Open = shape.Open };

        WaterfallRow RowOf(int place, SpanShown s) => new(
            Short(s), DrawnPieces.Of(pieces[s.Row], critical, shape.Trace.ExtentMillis), colours[s.Service], texts.Take(detailsOf.Take(s, shape.StartNanos)), AnchorOf(s.SpanId, sharing[s.SpanId] = sharing.GetValueOrDefault(s.SpanId) + 1))
        {
            Place = place,
            HasChildren = parents.Contains(place),
        };
    }

    private static SpanShown Short(SpanShown span) =>
        span.Name.Length + span.Service.Length <= LongestNames ? span : span with { Name = Cut(span.Name), Service = Cut(span.Service) };

    private static string Cut(string name) => name.Length <= LongestNames / 2 ? name : name[..(LongestNames / 2)] + "…";

    /// <summary>The place of a span in its trace's page.</summary>
    public static string AnchorOf(string spanId, int number = 1) => number == 1 ? $"s-{spanId}" : $"s-{spanId}-{number}";

    // What is left of a step's time when its critical children are taken out. Neighbours on the critical path may overlap a little;
    // drawn, each moment belongs to one of them.
    private static ILookup<int, Piece> PiecesOf(CriticalPath? path, long start)
    {
        var steps = path?.Steps ?? [];
        var children = steps.Select((step, i) => (step.Parent, Index: i)).ToLookup(s => s.Parent, s => s.Index);
        var (from, to) = (new long[steps.Count], new long[steps.Count]);
        var pieces = new List<(int Row, Piece Piece)>();
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

        return pieces.ToLookup(p => p.Row, p => p.Piece);

        void Add(int step, long first, long end)
        {
            if (end > first)
            {
                pieces.Add((steps[step].Row, new((first - start) / 1e6, (end - first) / 1e6)));
            }
        }
    }
}
