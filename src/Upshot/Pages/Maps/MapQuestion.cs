using Upshot.Answers;
using Upshot.Answers.Maps;
using Upshot.Answers.Statements;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Maps;

internal static class MapQuestion
{
    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        var times = site.View.Times(asked);
        var shown = await MapAnswer.OfAsync(asked, times, View.Given(site.View.Environment), cancellation);
        return await pages.Render<MapPage>(new()
        {
            [nameof(MapPage.Site)] = site,
            [nameof(MapPage.Shown)] = shown,
            [nameof(MapPage.Sql)] = TraceStatements.Calls(new(shown.From, shown.To), View.Given(site.View.Environment)),
            [nameof(MapPage.Layout)] = MapLayout.Of(shown.Calls, site.View.Service),
            [nameof(MapPage.Seen)] = await ViewChoices.OfAsync(asked, cancellation),
            [nameof(MapPage.Fixed)] = site.View.Fixed(times),
        });
    }
}
