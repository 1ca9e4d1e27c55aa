using Upshot.Answers;
using Upshot.Answers.Journeys;
using Upshot.Answers.Operations;
using Upshot.Answers.Statements;
using Upshot.Pages.Frame;
using Upshot.Pages.Releases;

namespace Upshot.Pages.Operations;

internal static class OperationsQuestion
{
    // Enough for a path and a contrast to be shown; the command samples more.
    private const int Traces = 200;

    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        var times = site.View.Times(asked);
        return await pages.Render<OperationsPage>(new()
        {
            [nameof(OperationsPage.Site)] = site,
            [nameof(OperationsPage.Listed)] = await asked.OperationsAsync(Of(site.View, times), cancellation),
            [nameof(OperationsPage.Sql)] = RequestStatements.Operations(Of(site.View, times)),
            [nameof(OperationsPage.Seen)] = await ViewChoices.OfAsync(asked, cancellation),
            [nameof(OperationsPage.Fixed)] = site.View.Fixed(times),
        });
    }

    public static async Task<IResult> AnswerOne(HttpContext context, string name, string? show, string? region, AnswerService asked, ReleaseAnswerCache cache, PageRenderer pages, CancellationToken cancellation)
    {
        var site = Site.Of(context);
        name = Format.FromAddress(name);
        var times = site.View.Times(asked);
        var question = Of(site.View, times);
        var shown = await asked.OperationAsync(name, question, cancellation);
        var (restsOn, key) = (shown.Now.Requests + shown.Before.Requests, $"{asked.Plan.Digest}\n{name}\n{site.View.Since}\n{site.View.Until}\n{site.View.Against}");
        var (difference, tree, problem) = show == "differs" ? await DifferenceAsync(asked, cache, name, times, key, restsOn, cancellation) : (null, null, "");
        var selected = RegionOf(region, context.Request.Query, asked);
        var (chosen, chosenProblem) = selected is null ? (null, "") : await SelectedAsync(asked, name, times, View.Given(site.View.Version), selected, cancellation);
        return await pages.Render<OperationPage>(new()
        {
            [nameof(OperationPage.Region)] = selected,
            [nameof(OperationPage.Chosen)] = chosen,
            [nameof(OperationPage.ChosenProblem)] = chosenProblem,
            [nameof(OperationPage.Site)] = site,
            [nameof(OperationPage.Shown)] = shown,
            [nameof(OperationPage.QuestionsSql)] = RequestStatements.Sampled(name, times.Now, "sentences come of comparing sampled traces, and of fits and tests"),
            [nameof(OperationPage.LatencySql)] = RequestStatements.Latency(shown, question),
            [nameof(OperationPage.CountsSql)] = new[] { RequestStatements.Counts(shown, question) },
            [nameof(OperationPage.PartsSql)] = RequestStatements.ByPart(shown, question),
            [nameof(OperationPage.Objectives)] = await StatusAnswer.AllAsync(asked, [.. asked.Plan.Objectives.Where(o => o.Operation == name)], cancellation),
            [nameof(OperationPage.Journeys)] = await JourneyAnswer.OfAsync(asked, [.. asked.Plan.Journeys.Where(j => j.Operation == name)], asked.Now, cancellation),
            [nameof(OperationPage.Latency)] = await cache.Asked.GetAsync($"latency\n{key}", restsOn, c => asked.AnswerAsync("latency", times, name, Traces, c), cancellation),
            [nameof(OperationPage.Errors)] = await cache.Asked.GetAsync($"errors\n{key}", restsOn, c => asked.AnswerAsync("errors", times, name, Traces, c), cancellation),
            [nameof(OperationPage.Cost)] = await cache.Asked.GetAsync($"cost\n{site.View.Service}\n{site.View.Since}\n{site.View.Until}", restsOn, c => asked.AnswerAsync("cost", times, View.Given(site.View.Service), Traces, c), cancellation),
            [nameof(OperationPage.Seen)] = await ViewChoices.OfAsync(asked, cancellation),
            [nameof(OperationPage.Fixed)] = site.View.Fixed(times),
            [nameof(OperationPage.Difference)] = difference,
            [nameof(OperationPage.Tree)] = tree,
            [nameof(OperationPage.DifferenceProblem)] = problem,
            [nameof(OperationPage.HasFlags)] = asked.Plan.Flags.Count > 0,
            [nameof(OperationPage.Flags)] = show == "flags" ? await FlagsAnswer.OfOperationAsync(asked, name, times.Now, cancellation) : null,
        });
    }

    /// <summary>From one field, as links have it, or from four, as the form has them. Null: none is selected.</summary>
    private static HeatRegion? RegionOf(string? region, IQueryCollection query, AnswerService asked)
    {
        if (!string.IsNullOrEmpty(region))
        {
            return HeatRegion.Of(region);
        }

        var (from, to) = (Given("r-from"), Given("r-to"));
        if (from is null && to is null && Given("r-atleast") is null && Given("r-below") is null)
        {
            return null;
        }

        var start = AskedMoment.Parse("from", from, asked.Now) ?? DateTimeOffset.UnixEpoch;
        var end = AskedMoment.Parse("until", to, asked.Now) ?? asked.Now.AddMinutes(1);
        return HeatRegion.Of(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Max(0, start.ToUnixTimeSeconds())}~{Math.Max(0, end.ToUnixTimeSeconds())}~{Given("r-atleast")}~{Given("r-below")}"));

        string? Given(string name) => query[name] is [{ Length: > 0 and <= 100 } value, ..] ? value.Trim() : null;
    }

    private static async Task<(RegionDifference? Found, string Problem)> SelectedAsync(AnswerService asked, string name, AskedTimes times, string? version, HeatRegion region, CancellationToken cancellation)
    {
        try
        {
            return (await RegionAnswer.OfAsync(asked, name, times, version, region, cancellation), "");
        }
        catch (QuestionException e)
        {
            // The rest of the page stands without it.
            return (null, e.Message);
        }
    }

    private static OperationQuestion Of(View view, AskedTimes times) => new(times, View.Given(view.Service), View.Given(view.Environment), View.Given(view.Version));

    private static async Task<(TimeExplanation? Difference, PathTree? Tree, string Problem)> DifferenceAsync(AnswerService asked, ReleaseAnswerCache cache, string name, AskedTimes times, string key, long restsOn, CancellationToken cancellation)
    {
        var (difference, problem) = await cache.Times.GetAsync(key, restsOn, ReckonAsync, cancellation);
        return (difference, difference?.DifferenceMillis is null ? null : PathTree.Of(difference), problem);

        async Task<(TimeExplanation? Difference, string Problem)> ReckonAsync(CancellationToken stop)
        {
            try
            {
                return (await asked.ExplainTimesAsync(name, times, null, Traces, stop), "");
            }
            catch (QuestionException e)
            {
                // Before or now there are no traces: the rest of the page stands without them.
                return (null, e.Message);
            }
        }
    }
}
