using Upshot.Answers;
using Upshot.Observe.Stores.Questions;
using Upshot.Pages.Frame;
using Upshot.Pages.Releases;

namespace Upshot.Pages.Costs;

internal static class CostPageQuestion
{
    // Four weeks, as the command.
    private const int Weeks = 4;

    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, ReleaseAnswerCache cache, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);

        // Load has to change for its cost to be seen, and does so by the hour of the day.
        var times = (site.View.Since.Length == 0 ? site.View with { Since = "24h" } : site.View).Times(asked);
        var seen = (await asked.ReleasesAsync(cancellation)).Sum(r => r.Requests);
        return await pages.Render<CostPage>(new()
        {
            [nameof(CostPage.Site)] = site,
            [nameof(CostPage.Cost)] = await cache.Asked.GetAsync($"cost page\n{site.View.Service}\n{site.View.Since}\n{site.View.Until}", seen, c => asked.AnswerAsync("cost", times, View.Given(site.View.Service), 1, c), cancellation),
            [nameof(CostPage.Telemetry)] = asked.Plan.Signals.Count == 0 ? null : await cache.Signals.GetAsync($"signals\n{asked.Plan.Digest}", seen, c => TelemetryCosts.OfAsync(asked, Weeks, c), cancellation),
            [nameof(CostPage.Seen)] = await ViewChoices.OfAsync(asked, cancellation),
            [nameof(CostPage.Fixed)] = site.View.Fixed(times),
            [nameof(CostPage.Size)] = await asked.AskAsync(new SizeQuestion(), cancellation),
        });
    }
}
