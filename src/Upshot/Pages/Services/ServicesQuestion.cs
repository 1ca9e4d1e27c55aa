using Upshot.Answers;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Services;

internal static class ServicesQuestion
{
    public static Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages) => pages.Render<ServicesPage>(new()
    {
        [nameof(ServicesPage.Site)] = Site.Of(context),
        [nameof(ServicesPage.Services)] = ServicesAnswer.Of(asked),
        [nameof(ServicesPage.Size)] = asked.Queries.Size(),
    });
}
