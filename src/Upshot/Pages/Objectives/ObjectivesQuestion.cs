using Upshot.Answers;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Pages.Frame;
using Upshot.Plan;

namespace Upshot.Pages.Objectives;

/// <summary>An objective as its card shows it.</summary>
public sealed record ObjectiveShown(Objective Objective, ObjectiveStatus Status, History History);

/// <summary>An operation with its objectives.</summary>
public sealed record OperationShown(Operation Operation, IReadOnlyList<ObjectiveShown> Objectives);

internal static class ObjectivesQuestion
{
    private static readonly Dictionary<string, TimeSpan> Ranges = new()
    {
        ["1h"] = TimeSpan.FromHours(1),
        ["6h"] = TimeSpan.FromHours(6),
        ["24h"] = TimeSpan.FromDays(1),
        ["7d"] = TimeSpan.FromDays(7),
        ["28d"] = TimeSpan.FromDays(28),
    };

    public static Task<IResult> Answer(HttpContext context, AnswerService asked, PageRenderer pages)
    {
        var statuses = asked.Status().Objectives;
        var shown = asked.Plan.Objectives.Zip(statuses, (objective, status) => new ObjectiveShown(objective, status, History.Recent(asked, objective))).ToLookup(o => o.Objective.Operation);
        return pages.Render<ObjectivesPage>(new()
        {
            [nameof(ObjectivesPage.Site)] = Site.Of(context),
            [nameof(ObjectivesPage.Operations)] = asked.Plan.Operations.Where(o => shown.Contains(o.Name)).Select(o => new OperationShown(o, [.. shown[o.Name]])).ToList(),
            [nameof(ObjectivesPage.Unpromised)] = asked.Plan.Operations.Where(o => !shown.Contains(o.Name)).Select(o => o.Name).ToList(),
            [nameof(ObjectivesPage.Owners)] = asked.Plan.Owners,
            [nameof(ObjectivesPage.SeenRequests)] = asked.Queries.Routes(asked.Always, 20).Sum(r => r.Requests),
        });
    }

    public static Task<IResult> AnswerOne(HttpContext context, string name, string? range, AnswerService asked, PageRenderer pages)
    {
        var objective = asked.Plan.Objectives.FirstOrDefault(o => o.Name == Format.FromAddress(name))
            ?? throw new QuestionException($"The plan has no objective \"{Format.FromAddress(name)}\".");
        var chosen = range is not null && Ranges.ContainsKey(range) ? range : "";
        var history = chosen.Length > 0 ? History.Of(asked, objective, Ranges[chosen], true) : FirstWithTraffic(asked, objective, out chosen);
        var search = new TraceSearch(asked.Always, 8) { Operation = objective.Operation };
        return pages.Render<ObjectivePage>(new()
        {
            [nameof(ObjectivePage.Site)] = Site.Of(context),
            [nameof(ObjectivePage.Shown)] = new ObjectiveShown(objective, StatusAnswer.Of(asked, objective), history),
            [nameof(ObjectivePage.Range)] = chosen,
            [nameof(ObjectivePage.Ranges)] = Ranges.Keys.ToList(),
            [nameof(ObjectivePage.Owners)] = asked.Plan.Owners,
            [nameof(ObjectivePage.Runbook)] = asked.Plan.Runbooks.FirstOrDefault(r => r.Path == objective.Runbook),
            [nameof(ObjectivePage.Exemplars)] = asked.Queries.Search(objective.Latency is { } latency ? search with { AtLeast = latency } : search with { OnlyFailed = true }),
        });
    }

    private static History FirstWithTraffic(AnswerService asked, Objective objective, out string chosen)
    {
        foreach (var range in new[] { "1h", "24h" })
        {
            chosen = range;
            var history = History.Of(asked, objective, Ranges[range], true);
            if (history.Total > 0)
            {
                return history;
            }
        }

        chosen = "28d";
        return History.Of(asked, objective, Ranges[chosen], true);
    }
}
