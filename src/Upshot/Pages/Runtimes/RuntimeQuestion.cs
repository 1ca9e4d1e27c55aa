using Upshot.Answers;
using Upshot.Answers.Runtimes;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Runtimes;

internal static class RuntimeQuestion
{
    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        var times = site.View.Times(asked);
        return await pages.Render<RuntimePage>(new()
        {
            [nameof(RuntimePage.Site)] = site,
            [nameof(RuntimePage.Shown)] = await RuntimeAnswer.OfAsync(asked, times.Now, View.Given(site.View.Service), View.Given(site.View.Environment), View.Given(site.View.Version), cancellation),
            [nameof(RuntimePage.Markers)] = await asked.MarkersAsync(times.Now, cancellation),
            [nameof(RuntimePage.Seen)] = await ViewChoices.OfAsync(asked, cancellation),
            [nameof(RuntimePage.Fixed)] = site.View.Fixed(times),
        });
    }
}
