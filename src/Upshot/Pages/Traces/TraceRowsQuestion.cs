using System.Text.Json;
using Upshot.Answers;
using Upshot.Answers.Traces;
using Upshot.Observe.Stores.Questions;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Traces;

/// <summary>A row of a waterfall as the script draws it that scrolls through all of them: texts as a page has them, places in percent.</summary>
/// <param name="Link">The page with the span's panel.</param>
/// <param name="Fold">The page with what is below the row collapsed, or shown again; null: nothing is.</param>
/// <param name="Critical">Its time on the critical path; empty: none.</param>
public sealed record DrawnRow(
    string Anchor, string Name, string About, int Colour, int Depth, string Link, string? Fold, bool Closed, bool Failed, string Duration, string Critical, string Said, string X, string W,
    IReadOnlyList<string[]> Pieces, IReadOnlyList<DrawnDot> Dots);

/// <summary>A log record or an event of a span.</summary>
/// <param name="Kind">The class it is drawn with.</param>
public sealed record DrawnDot(string X, string Kind, string Text);

/// <summary>The rows of a trace from one on.</summary>
internal static class TraceRowsQuestion
{
    private const int Most = 2_500;

    /// <param name="at">The anchor of a span: which row it has is answered; −1: none.</param>
    public static async Task<IResult> Answer(HttpContext context, string id, string? at, AnswerService asked, CancellationToken cancellation)
    {
        var (look, view) = (TraceLook.Of(context.Request.Query), View.Of(context.Request.Query));
        var evidence = await asked.TraceEvidenceAsync(id, cancellation);
        if (at is not null)
        {
            var all = WaterfallShape.InOrder(evidence, look with { From = 0 }, int.MaxValue);
            return Results.Json(all.Rows.ToList().FindIndex(row => at == Waterfall.AnchorOf(all.Trace.Spans[row].SpanId)));
        }

        var shape = WaterfallShape.InOrder(evidence, look, Most);
        var details = await asked.AskAsync(new SpanDetailQuestion(shape.Trace.TraceId, WaterfallShape.MostDetails) { SpanIds = shape.SpanIds }, cancellation);
        var logs = (await TraceSurroundings.OfAsync(asked, evidence, cancellation)).Logs.ToLookup(l => l.SpanId);
        var waterfall = Waterfall.Drawn(shape, details);
        var drawing = new WaterfallDrawing(waterfall.Trace);
        return new PageResult(JsonSerializer.Serialize(waterfall.Rows.Select((row, i) => new DrawnRow(
            row.Anchor, row.Span.Name, drawing.About(row, logs), row.Colour % 8, row.Span.Depth, (look with { Span = row.Place, From = Math.Max(0, look.From) + i }).Link(view, shape.Trace.TraceId) + "#panel",
            row.HasChildren ? look.Toggled(row.Place).Link(view, shape.Trace.TraceId) + "#" + row.Anchor : null, look.Closed.Contains(row.Place), row.Span.IsError, Format.Millis(row.Span.DurationMillis),
            row.IsCritical ? Format.Millis(row.Span.CriticalMillis) : "", WaterfallDrawing.Said(row), drawing.X(row.Span.StartMillis), drawing.W(row.Span.DurationMillis),
            [.. row.Critical.Select(p => new[] { drawing.X(p.From), drawing.W(p.Length) })], [.. drawing.Dots(row, logs)])), JsonSerializerOptions.Web), StatusCodes.Status200OK, "application/json");
    }
}
