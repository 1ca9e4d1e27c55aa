using Upshot.Answers;
using Upshot.Answers.Runtimes;
using Upshot.Answers.Statements;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Runtimes;

internal static class RuntimeQuestion
{
    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        var times = site.View.Times(asked);
        var shown = await RuntimeAnswer.OfAsync(asked, times.Now, View.Given(site.View.Service), View.Given(site.View.Environment), View.Given(site.View.Version), cancellation);
        return await pages.Render<RuntimePage>(new()
        {
            [nameof(RuntimePage.Site)] = site,
            [nameof(RuntimePage.Shown)] = shown,
            [nameof(RuntimePage.Sql)] = shown.Parts.Count == 0 ? [Statement.None("No statement gives it: no such metric came.")] : RecordStatements.Series(new([.. shown.Parts.Select(p => p.Metric)], times.Now, shown.Step) { By = "instance", Service = shown.Service, Environment = View.Given(site.View.Environment), Version = View.Given(site.View.Version) }),
            [nameof(RuntimePage.Markers)] = await asked.MarkersAsync(times.Now, cancellation),
            [nameof(RuntimePage.Seen)] = await ViewChoices.OfAsync(asked, cancellation),
            [nameof(RuntimePage.Fixed)] = site.View.Fixed(times),
        });
    }
}
