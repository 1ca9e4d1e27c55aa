using Upshot.Answers;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Plans;

internal static class PlanQuestion
{
    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages, CancellationToken cancellation) => await pages.Render<PlanPage>(new()
    {
        [nameof(PlanPage.Site)] = Site.Of(context),
        [nameof(PlanPage.Plan)] = await asked.PlanAsync(cancellation),
    });
}
