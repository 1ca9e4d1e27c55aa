using Upshot.Answers;
using Upshot.Pages.Frame;
using Upshot.Pages.Releases;

namespace Upshot.Pages.Ledgers;

internal static class LedgerQuestion
{
    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, ReleaseAnswerCache cache, PageRenderer pages, CancellationToken cancellation)
    {
        // It judges every release of the plan: kept as long as nothing new came.
        var seen = (await asked.ReleasesAsync(cancellation)).Sum(r => r.Requests);
        return await pages.Render<LedgerPage>(new()
        {
            [nameof(LedgerPage.Site)] = Site.Of(context),
            [nameof(LedgerPage.Ledger)] = await cache.Ledgers.GetAsync("", seen, c => asked.LedgerAsync(null, null, c), cancellation),
        });
    }
}
