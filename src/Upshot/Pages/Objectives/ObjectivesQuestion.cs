using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Answers.Statements;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Pages.Frame;
using Upshot.Plan;

namespace Upshot.Pages.Objectives;

/// <summary>An objective as its card shows it.</summary>
public sealed record ObjectiveShown(Objective Objective, ObjectiveStatus Status, ObjectiveHistory History);

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

    public static async Task<IResult> Answer(HttpContext context, string? role, AnswerService asked, IncidentAnswers incidents, PageRenderer pages, CancellationToken cancellation)
    {
        var status = await asked.StatusAsync(cancellation);
        var histories = await ObjectiveHistory.RecentAsync(asked, asked.Plan.Objectives, cancellation);
        var shown = asked.Plan.Objectives.Select((o, i) => new ObjectiveShown(o, status.Objectives[i], histories[i])).ToLookup(o => o.Objective.Operation);
        return await pages.Render<ObjectivesPage>(new()
        {
            [nameof(ObjectivesPage.Site)] = Site.Of(context),
            [nameof(ObjectivesPage.Operations)] = asked.Plan.Operations.Where(o => shown.Contains(o.Name)).Select(o => new OperationShown(o, [.. shown[o.Name]])).ToList(),
            [nameof(ObjectivesPage.Unpromised)] = asked.Plan.Operations.Where(o => !shown.Contains(o.Name)).Select(o => o.Name).ToList(),
            [nameof(ObjectivesPage.Next)] = NextStep.Of(status.Objectives, incidents.List(null, null)),
            [nameof(ObjectivesPage.Role)] = role ?? "",
            [nameof(ObjectivesPage.Told)] = RoleTold.Of(role ?? "", status, incidents.List(null, null), asked.Plan),
            [nameof(ObjectivesPage.Outcomes)] = status.Outcomes,
            [nameof(ObjectivesPage.Journeys)] = status.Journeys,
            [nameof(ObjectivesPage.Owners)] = asked.Plan.Owners,
            [nameof(ObjectivesPage.SeenRequests)] = status.Objectives.Sum(o => o.Total) is > 0 and var counted ? counted : (await asked.AskAsync(new RouteQuestion(asked.Always, 20), cancellation)).Sum(r => r.Requests),
        });
    }

    public static async Task<IResult> AnswerOne(HttpContext context, string name, AnswerService asked, PageRenderer pages, CancellationToken cancellation)
    {
        var objective = asked.ObjectiveNamed(Format.FromAddress(name));
        var site = Site.Of(context);
        var chosen = Ranges.ContainsKey(site.View.Since) && site.View.Until.Length == 0 ? site.View.Since : "";
        (chosen, var history) = chosen.Length > 0 ? (chosen, await ObjectiveHistory.WithBudgetAsync(asked, objective, Ranges[chosen], cancellation)) : await FirstWithTrafficAsync(asked, objective, cancellation);
        var search = new TraceSearch(asked.Always, 8) { Operation = objective.Operation };
        return await pages.Render<ObjectivePage>(new()
        {
            [nameof(ObjectivePage.Site)] = site,
            [nameof(ObjectivePage.Shown)] = new ObjectiveShown(objective, await StatusAnswer.OfAsync(asked, objective, cancellation), history),
            [nameof(ObjectivePage.Markers)] = (await asked.MarkersAsync(new TimeRange(history.Stretches[0].From, asked.Now), cancellation)).Select(Charts.ChartMarker.Of).ToList(),
            [nameof(ObjectivePage.Range)] = chosen,
            [nameof(ObjectivePage.Ranges)] = Ranges.Keys.ToList(),
            [nameof(ObjectivePage.Owners)] = asked.Plan.Owners,
            [nameof(ObjectivePage.Runbook)] = asked.Plan.Runbooks.FirstOrDefault(r => r.Path == objective.Runbook),
            [nameof(ObjectivePage.ExemplarSql)] = TraceStatements.Found(new(objective.Operation, null, null, objective.Latency is null, objective.Latency?.TotalMilliseconds, false, search.Range, search.Limit)),
            [nameof(ObjectivePage.Exemplars)] = await asked.AskAsync(objective.Latency is { } latency ? search with { AtLeast = latency } : search with { OnlyFailed = true }, cancellation),
        });
    }

    private static async Task<(string Range, ObjectiveHistory History)> FirstWithTrafficAsync(AnswerService asked, Objective objective, CancellationToken cancellation)
    {
        foreach (var range in new[] { "1h", "24h" })
        {
            var history = await ObjectiveHistory.WithBudgetAsync(asked, objective, Ranges[range], cancellation);
            if (history.Total > 0)
            {
                return (range, history);
            }
        }

        return ("28d", await ObjectiveHistory.WithBudgetAsync(asked, objective, Ranges["28d"], cancellation));
    }
}
