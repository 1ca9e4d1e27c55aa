using Upshot.Answers;
using Upshot.Answers.Explore;
using Upshot.Answers.Statements;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Explore;

internal static class ExplorePageQuestion
{
    // More the API gives: a page has an end.
    private const int MostRows = 100;

    public static Task<IResult> Answer(HttpContext context, string? of, [AsParameters] ExploreAsked asked, string? metric, AnswerService answers, PageRenderer pages, CancellationToken cancellation) => of switch
    {
        null or "" or "spans" => RecordsAsync("spans", context, asked, answers, pages, cancellation),
        "logs" => RecordsAsync("logs", context, asked, answers, pages, cancellation),
        "metrics" => MetricsAsync(context, new(metric, asked.By is [var by, ..] ? by : null, asked.Service, asked.Environment, asked.Version, asked.Where, asked.Since, asked.Until), answers, pages, cancellation),
        _ => throw new UnreadableException($"of \"{Format.Short(of, 60)}\" is none of spans, logs and metrics."),
    };

    private static async Task<IResult> RecordsAsync(string of, HttpContext context, ExploreAsked asked, AnswerService answers, PageRenderer pages, CancellationToken cancellation)
    {
        var (site, question) = (Site.Of(context), asked.Read(answers, of == "logs"));
        question = question with { Limit = Math.Min(question.Limit, MostRows) };
        var (spans, logs) = question.OfLogs ? (null, await ExploreAnswer.LogsAsync(answers, question, cancellation)) : (await ExploreAnswer.SpansAsync(answers, question, cancellation), (LogsFound?)null);
        return await pages.Render<ExplorePage>(new()
        {
            [nameof(ExplorePage.Site)] = site,
            [nameof(ExplorePage.Asked)] = ExploreAddress.From(of, asked),
            [nameof(ExplorePage.From)] = question.Range.From,
            [nameof(ExplorePage.To)] = question.Range.To,
            [nameof(ExplorePage.Step)] = ExploreAnswer.StepOf(question.Range),
            [nameof(ExplorePage.Summary)] = await ExploreAnswer.SummaryAsync(answers, question, cancellation),
            [nameof(ExplorePage.Spans)] = spans?.Spans,
            [nameof(ExplorePage.Logs)] = logs?.Logs,
            [nameof(ExplorePage.Next)] = spans?.Next ?? logs?.Next ?? "",
            [nameof(ExplorePage.Counted)] = RecordStatements.Summary(question),
            [nameof(ExplorePage.Rows)] = RecordStatements.Rows(question),
            [nameof(ExplorePage.Operations)] = answers.Plan.Operations.Select(o => o.Name).ToList(),
            [nameof(ExplorePage.Markers)] = await answers.MarkersAsync(question.Range, cancellation),
            [nameof(ExplorePage.Seen)] = await ViewChoices.OfAsync(answers, cancellation),
            [nameof(ExplorePage.Fixed)] = site.View.Fixed(new(question.Range, question.Range)),
        });
    }

    private static async Task<IResult> MetricsAsync(HttpContext context, MetricAsked asked, AnswerService answers, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        var times = site.View.Times(answers);
        var question = string.IsNullOrWhiteSpace(asked.Metric) ? null : asked.Read(answers);
        return await pages.Render<MetricsPage>(new()
        {
            [nameof(MetricsPage.Site)] = site,
            [nameof(MetricsPage.By)] = asked.By ?? "",
            [nameof(MetricsPage.Where)] = asked.Where is [var first, ..] ? first : "",
            [nameof(MetricsPage.NamesSql)] = RecordStatements.MetricNames(times.Now),
            [nameof(MetricsPage.SeriesSql)] = question is null ? [] : RecordStatements.Series(question),
            [nameof(MetricsPage.Names)] = await MetricsAnswer.NamesAsync(answers, times.Now, cancellation),
            [nameof(MetricsPage.Shown)] = question is null ? null : await MetricsAnswer.OfAsync(answers, question, cancellation),
            [nameof(MetricsPage.Markers)] = question is null ? [] : await answers.MarkersAsync(times.Now, cancellation),
            [nameof(MetricsPage.Seen)] = await ViewChoices.OfAsync(answers, cancellation),
            [nameof(MetricsPage.Fixed)] = site.View.Fixed(times),
        });
    }
}
