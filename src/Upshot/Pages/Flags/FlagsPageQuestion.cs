using Upshot.Answers;
using Upshot.Answers.Comparisons;
using Upshot.Pages.Frame;
using Upshot.Pages.Releases;

namespace Upshot.Pages.Flags;

internal static class FlagsPageQuestion
{
    public static async Task<IResult> Answer(HttpContext context, string? flag, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        return flag is { Length: > 0 and <= 200 }
            ? Results.LocalRedirect(site.Link($"/flags/{Uri.EscapeDataString(flag)}"))
            : await pages.Render<FlagsPage>(new() { [nameof(FlagsPage.Site)] = site, [nameof(FlagsPage.Plan)] = await asked.PlanAsync(cancellation) });
    }

    public static async Task<IResult> AnswerOne(HttpContext context, string name, string? baseline, string? candidate, AnswerService asked, ReleaseAnswerCache cache, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        var flag = Format.FromAddress(name);
        var times = site.View.Times(asked);
        var shown = await asked.FlagAsync(flag, times.Now, cancellation);
        var variants = shown.Uses.SelectMany(u => u.Variants).GroupBy(v => v.Name).OrderByDescending(g => g.Sum(v => v.Numbers.Requests)).Select(g => g.Key).Take(50).ToList();
        var (verdict, problem) = await JudgeAsync(asked, cache, site, flag, times, variants, baseline, candidate, shown.Uses.SelectMany(u => u.Variants).Sum(v => v.Numbers.Requests), cancellation);
        return await pages.Render<FlagPage>(new()
        {
            [nameof(FlagPage.Site)] = site,
            [nameof(FlagPage.Shown)] = shown,
            [nameof(FlagPage.Variants)] = variants,
            [nameof(FlagPage.Fixed)] = site.View.Fixed(times),
            [nameof(FlagPage.Verdict)] = verdict,
            [nameof(FlagPage.Problem)] = problem,
        });
    }

    private static async Task<(ReleaseVerdict? Verdict, string Problem)> JudgeAsync(
        AnswerService asked, ReleaseAnswerCache cache, Site site, string flag, AskedTimes times, List<string> variants, string? baseline, string? candidate, long restsOn, CancellationToken cancellation)
    {
        if (FlagVariants.Pair(variants) is not { } pair)
        {
            return (null, variants.Count == 1 ? $"All requests saw {variants[0]}: there is nothing to judge it against." : "");
        }

        var off = View.Given(baseline ?? "") ?? pair.Off;
        var on = View.Given(candidate ?? "") ?? variants.First(v => v != off);
        if (on == off)
        {
            return (null, "Choose two different variants.");
        }

        try
        {
            var question = new CompareQuestion(off, on) { Flag = flag, Since = times.Now.From, Until = times.Now.To, Looks = PlannedLooks.OpenEnded };
            return (await cache.Verdicts.GetAsync($"{asked.Plan.Digest}\nflag {flag}\n{off}\n{on}\n{site.View.Since}\n{site.View.Until}", restsOn, c => asked.CompareAsync(question, c), cancellation), "");
        }
        catch (QuestionException e)
        {
            return (null, e.Message);
        }
    }
}
