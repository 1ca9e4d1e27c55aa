using Upshot.Answers;
using Upshot.Observe.Stores.Questions;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Services;

internal static class ServicesQuestion
{
    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages, CancellationToken cancellation) => await pages.Render<ServicesPage>(new()
    {
        [nameof(ServicesPage.Site)] = Site.Of(context),
        [nameof(ServicesPage.Services)] = await ServicesAnswer.OfAsync(asked, cancellation),
        [nameof(ServicesPage.Notices)] = asked.Received,
        [nameof(ServicesPage.Size)] = await asked.AskAsync(new SizeQuestion(), cancellation),
    });
}
