using Upshot.Answers;
using Upshot.Answers.Statements;
using Upshot.Pages.Frame;
using Upshot.Pages.Releases;

namespace Upshot.Pages.Improve;

internal static class ImproveQuestion
{
    private const int Traces = 200;

    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, ReleaseAnswerCache cache, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        var times = site.View.Times(asked);
        var seen = (await asked.ReleasesAsync(cancellation)).Sum(r => r.Requests);
        return await pages.Render<ImprovePage>(new()
        {
            [nameof(ImprovePage.Site)] = site,
            [nameof(ImprovePage.Ranked)] = await cache.Ranks.GetAsync(
                $"{asked.Plan.Digest}\n{site.View.Since}\n{site.View.Until}\n{site.View.Version}", seen, c => asked.RankAsync(times, null, View.Given(site.View.Version), Traces, c), cancellation),
            [nameof(ImprovePage.Sql)] = new[] { Statement.None("No statement gives it: sampled traces are timed anew with each change, along the critical path. Where its traces are, says the page of each operation.") },
            [nameof(ImprovePage.Seen)] = await ViewChoices.OfAsync(asked, cancellation),
            [nameof(ImprovePage.Fixed)] = site.View.Fixed(times),
        });
    }
}
