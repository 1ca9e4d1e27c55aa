using Upshot.Answers;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Runbooks;

internal static class RunbooksQuestion
{
    private const string Folder = "runbooks/";

    public static Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages) => Show(context, asked, null, pages);

    public static Task<IResult> AnswerOne(HttpContext context, string path, AnswerService asked, PageRenderer pages)
    {
        var named = Format.FromAddress(path);
        var book = asked.Plan.Runbooks.FirstOrDefault(r => r.Path == Folder + named || r.Path == named) ?? throw new QuestionException($"The plan has no runbook \"{named}\".");
        return Show(context, asked, book, pages);
    }

    /// <summary>The folder's name stands in the address already.</summary>
    public static string AddressOf(string path) => string.Join('/', (path.StartsWith(Folder, StringComparison.Ordinal) ? path[Folder.Length..] : path).Split('/').Select(Uri.EscapeDataString));

    private static Task<IResult> Show(HttpContext context, AnswerService asked, Upshot.Plan.Runbook? one, PageRenderer pages) => pages.Render<RunbooksPage>(new()
    {
        [nameof(RunbooksPage.Site)] = Site.Of(context),
        [nameof(RunbooksPage.All)] = asked.Plan.Runbooks,
        [nameof(RunbooksPage.Objectives)] = asked.Plan.Objectives,
        [nameof(RunbooksPage.One)] = one,
    });
}
