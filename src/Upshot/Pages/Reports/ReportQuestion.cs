using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Answers.Comparisons;
using Upshot.Evidence;
using Upshot.Pages.Frame;
using Upshot.Pages.Releases;

namespace Upshot.Pages.Reports;

/// <summary>A release or a period in one file for people without access: it loads nothing, and runs nothing.</summary>
internal static class ReportQuestion
{
    private const int Traces = 200;
    private const string UsualPeriod = "28d";

    public static async Task<IResult> Answer(HttpContext context, string? release, string? period, AnswerService asked, IncidentAnswers incidents, PageRenderer pages, CancellationToken cancellation)
    {
        var version = View.Given(release ?? "");
        var range = version is not null && string.IsNullOrEmpty(period) ? await LifeOfAsync(asked, version, cancellation) : AskedPeriod.Parse(string.IsNullOrEmpty(period) ? UsualPeriod : period, asked.Now);
        var until = range.To < asked.Now ? range.To : asked.Now;
        if (range.From >= until)
        {
            throw new QuestionException($"The period begins at {range.From:u}, and it is {asked.Now:u}: nothing happened in it yet.");
        }

        var verdict = version is null ? null : await asked.CompareAsync(new CompareQuestion(null, version), cancellation);
        var site = Site.Of(context) with { IsFile = true, Theme = "light", View = new View { IsNowhere = true } };
        var ledger = version is null ? await asked.LedgerAsync(null, null, cancellation) : null;
        var seen = (await asked.ReleasesAsync(cancellation)).Where(r => (r.LastSeen ?? r.StartedAt) >= range.From && (r.StartedAt ?? r.FirstSeen) < range.To).Select(r => r.Version).ToHashSet(StringComparer.Ordinal);
        context.Response.Headers.ContentDisposition = "attachment; filename=\"report.html\"";
        return await pages.Render<ReportPage>(new()
        {
            [nameof(ReportPage.Site)] = site,
            [nameof(ReportPage.Title)] = $"{(site.Product.Length > 0 ? site.Product : "Report")}: {(version is not null ? $"release {Format.Short(version, 100)}" : string.IsNullOrEmpty(period) ? "the last 28 days" : period)}",
            [nameof(ReportPage.From)] = range.From,
            [nameof(ReportPage.To)] = until,
            [nameof(ReportPage.Status)] = await asked.StatusAsync(null, range.From, until, cancellation),
            [nameof(ReportPage.Operations)] = await asked.OperationsAsync(new(new AskedTimes(new(range.From, until), new(range.From - (until - range.From), range.From))), cancellation),
            [nameof(ReportPage.Incidents)] = incidents.List(range.From, range.To),
            [nameof(ReportPage.Releases)] = ledger?.Releases.Where(r => seen.Contains(r.Release)).ToList() ?? [],
            [nameof(ReportPage.Verdict)] = verdict,
            [nameof(ReportPage.Tree)] = verdict is null ? null : await TreeAsync(asked, verdict, cancellation),
        });
    }

    private static async Task<TimeRange> LifeOfAsync(AnswerService asked, string version, CancellationToken cancellation) =>
        (await asked.ReleasesAsync(cancellation)).FirstOrDefault(r => r.Version == version) is not { } found ? throw new QuestionException($"There is no release \"{version}\": it was neither announced, nor planned, nor seen.")
        : found is { FirstSeen: { } first, LastSeen: { } last } ? new(first, last.AddMinutes(1)) : throw new QuestionException($"No request of release {version} was seen yet.");

    private static async Task<PathTree?> TreeAsync(AnswerService asked, ReleaseVerdict verdict, CancellationToken cancellation)
    {
        if (ReleasesQuestion.MostChanged(verdict) is not { } operation)
        {
            return null;
        }

        try
        {
            return PathTree.Of(await asked.ExplainAsync(new(operation, verdict.Baseline, verdict.Candidate, Traces) { Environment = verdict.Environment }, cancellation));
        }
        catch (QuestionException)
        {
            // Traces are kept for a shorter time than counts.
            return null;
        }
    }
}
