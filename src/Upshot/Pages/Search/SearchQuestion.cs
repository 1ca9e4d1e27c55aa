using Upshot.Answers;
using Upshot.Pages.Frame;
using Upshot.Pages.Runbooks;

namespace Upshot.Pages.Search;

internal static class SearchQuestion
{
    private const int Longest = 200;

    public static async Task<IResult> Answer(HttpContext context, string? q, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var (site, word) = (Site.Of(context), Format.Short(q?.Trim() ?? "", Longest));
        var found = await asked.FindAsync(word, cancellation);

        // Whoever wrote an id or a whole name wants to be there.
        return found is [var only] && (only.Kind == "trace" || only.Name == word)
            ? Results.LocalRedirect(site.Link(AddressOf(only)))
            : await pages.Render<SearchPage>(new() { [nameof(SearchPage.Site)] = site, [nameof(SearchPage.Word)] = word, [nameof(SearchPage.Found)] = found });
    }

    public static string AddressOf(FoundThing thing) => thing.Kind switch
    {
        "operation" => $"/operations/{Uri.EscapeDataString(thing.Name)}",
        "objective" => $"/objectives/{Uri.EscapeDataString(thing.Name)}",
        "release" => $"/releases/{Uri.EscapeDataString(thing.Name)}",
        "runbook" => $"/runbooks/{RunbooksQuestion.AddressOf(thing.Name)}",
        "flag" => $"/flags/{Uri.EscapeDataString(thing.Name)}",
        "incident" => $"/incidents/{Uri.EscapeDataString(thing.Name)}",
        "trace" => $"/traces/{thing.Name}",
        _ => $"/traces?service={Uri.EscapeDataString(thing.Name)}",
    };
}
