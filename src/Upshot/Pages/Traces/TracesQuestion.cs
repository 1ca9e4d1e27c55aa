using System.Globalization;
using Upshot.Answers;
using Upshot.Answers.Statements;
using Upshot.Answers.Traces;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Traces;

/// <summary>What was asked for, as the form shows it.</summary>
public sealed record TraceFilter(string Operation, string Version, string Only, string Order, string Range, string AtLeastMillis);

internal static class TracesQuestion
{
    private const int Most = 50;
    private const string Usual = "24h";
    private static readonly string[] Ranges = ["1h", "24h", "7d", "28d"];

    public static async Task<IResult> Answer(HttpContext context, string? operation, string? only, string? order, string? atleast, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        var view = site.View.Since.Length > 0 ? site.View : site.View with { Since = Usual };
        var filter = new TraceFilter(operation ?? "", view.Version, only == "failed" ? "failed" : "", order == "slowest" ? "slowest" : "latest", view.Since, atleast ?? "");
        var range = view.Times(asked).Now;
        var question = new TraceFilterQuestion(
            NullIfEmpty(filter.Operation), NullIfEmpty(view.Service), NullIfEmpty(filter.Version), filter.Only.Length > 0,
            double.TryParse(filter.AtLeastMillis, CultureInfo.InvariantCulture, out var millis) && millis is > 0 and < 1e9 ? millis : null, filter.Order == "slowest",
            view.Until.Length > 0 ? range : new TimeRange(range.From, asked.Now.AddMinutes(10)), Most);
        var found = await asked.TracesAsync(question, cancellation);
        return await pages.Render<TracesPage>(new()
        {
            [nameof(TracesPage.Site)] = site,
            [nameof(TracesPage.Filter)] = filter,
            [nameof(TracesPage.Operations)] = asked.Plan.Operations.Select(o => o.Name).ToList(),
            [nameof(TracesPage.Versions)] = (await asked.AskAsync(new VersionQuestion(asked.Always, 50), cancellation)).Select(v => v.Version).Distinct().ToList(),
            [nameof(TracesPage.Ranges)] = Ranges,
            [nameof(TracesPage.Traces)] = found.Traces,
            [nameof(TracesPage.Most)] = Most,
            [nameof(TracesPage.Sql)] = TraceStatements.Found(question),
        });
    }

    public static async Task<IResult> AnswerOne(HttpContext context, string id, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var look = TraceLook.Of(context.Request.Query);
        var evidence = await asked.TraceEvidenceAsync(id, cancellation);
        var shape = WaterfallShape.Of(evidence, look);
        var details = await asked.AskAsync(new SpanDetailQuestion(shape.Trace.TraceId, WaterfallShape.MostDetails) { SpanIds = shape.SpanIds }, cancellation);
        var (compared, problem) = look.With.Length == 0 ? (null, "") : await ComparedAsync(asked, evidence, look.With, cancellation);
        return await pages.Render<TracePage>(new()
        {
            [nameof(TracePage.Site)] = Site.Of(context),
            [nameof(TracePage.Waterfall)] = Waterfall.Drawn(shape, details),
            [nameof(TracePage.Look)] = look,
            [nameof(TracePage.About)] = await TraceSurroundings.OfAsync(asked, evidence, cancellation),
            [nameof(TracePage.Compared)] = compared,
            [nameof(TracePage.ComparedProblem)] = problem,
            [nameof(TracePage.Panel)] = look.Span < 0 || look.Span >= shape.Trace.Spans.Count ? null : await PanelAsync(asked, shape, look.Span, cancellation),
        });
    }

    private static async Task<WaterfallRow> PanelAsync(AnswerService asked, WaterfallShape shape, int place, CancellationToken cancellation)
    {
        var details = await asked.AskAsync(new SpanDetailQuestion(shape.Trace.TraceId) { SpanIds = [shape.Trace.Spans[place].SpanId] }, cancellation);
        return Waterfall.Drawn(shape with { Rows = [place] }, details).Rows[0];
    }

    private static async Task<(TraceComparison? Compared, string Problem)> ComparedAsync(AnswerService asked, TraceEvidence trace, string with, CancellationToken cancellation)
    {
        try
        {
            return (await TraceComparison.OfAsync(asked, trace, with, cancellation), "");
        }
        catch (QuestionException e)
        {
            // The trace itself can be shown.
            return (null, e.Message);
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
