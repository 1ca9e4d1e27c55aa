using System.Globalization;
using Upshot.Answers;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Traces;

/// <summary>What was asked for, as the form shows it.</summary>
public sealed record TraceFilter(string Operation, string Version, string Only, string Order, string Range, string AtLeastMillis);

internal static class TracesQuestion
{
    private const int Most = 50;
    private static readonly Dictionary<string, TimeSpan> Ranges = new()
    {
        ["1h"] = TimeSpan.FromHours(1),
        ["24h"] = TimeSpan.FromDays(1),
        ["7d"] = TimeSpan.FromDays(7),
        ["28d"] = TimeSpan.FromDays(28),
    };

    public static async Task<IResult> Answer(HttpContext context, string? operation, string? version, string? only, string? order, string? range, string? atleast, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var filter = new TraceFilter(operation ?? "", version ?? "", only == "failed" ? "failed" : "", order == "slowest" ? "slowest" : "latest", Ranges.ContainsKey(range ?? "") ? range! : "24h", atleast ?? "");
        var search = new TraceSearch(TimeRange.Last(Ranges[filter.Range], asked.Now.AddMinutes(10)), Most)
        {
            Operation = NullIfEmpty(filter.Operation),
            Version = NullIfEmpty(filter.Version),
            OnlyFailed = filter.Only.Length > 0,
            SlowestFirst = filter.Order == "slowest",
            AtLeast = double.TryParse(filter.AtLeastMillis, CultureInfo.InvariantCulture, out var millis) && millis is > 0 and < 1e9 ? TimeSpan.FromMilliseconds(millis) : null,
        };
        return await pages.Render<TracesPage>(new()
        {
            [nameof(TracesPage.Site)] = Site.Of(context),
            [nameof(TracesPage.Filter)] = filter,
            [nameof(TracesPage.Operations)] = asked.Plan.Operations.Select(o => o.Name).ToList(),
            [nameof(TracesPage.Versions)] = (await asked.AskAsync(new VersionQuestion(asked.Always, 50), cancellation)).Select(v => v.Version).Distinct().ToList(),
            [nameof(TracesPage.Ranges)] = Ranges.Keys.ToList(),
            [nameof(TracesPage.Traces)] = await asked.AskAsync(search, cancellation),
            [nameof(TracesPage.Most)] = Most,
        });
    }

    public static async Task<IResult> AnswerOne(HttpContext context, string id, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var shape = WaterfallShape.Of(await asked.TraceEvidenceAsync(id, cancellation));
        var details = await asked.AskAsync(new SpanDetailQuestion(shape.Trace.TraceId, 4 * WaterfallShape.Most) { SpanIds = shape.SpanIds }, cancellation);
        return await pages.Render<TracePage>(new()
        {
            [nameof(TracePage.Site)] = Site.Of(context),
            [nameof(TracePage.Waterfall)] = Waterfall.Drawn(shape, details),
        });
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
