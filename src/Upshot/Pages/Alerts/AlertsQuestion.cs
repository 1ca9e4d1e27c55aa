using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Alerts;

internal static class AlertsQuestion
{
    public static Task<IResult> Answer(HttpContext context, AlertAnswers alerts, IncidentAnswers incidents, PageRenderer pages) => pages.Render<AlertsPage>(new()
    {
        [nameof(AlertsPage.Site)] = Site.Of(context),
        [nameof(AlertsPage.Shown)] = alerts.Shown(),
        [nameof(AlertsPage.Incidents)] = incidents.List(null, null),
    });

    public static Task<IResult> AnswerOne(HttpContext context, string id, IncidentAnswers incidents, AnswerService asked, PageRenderer pages)
    {
        var shown = incidents.Show(id);
        var paths = asked.Plan.Objectives.Where(o => shown.Alerts.Any(a => a.Objective == o.Name || (a.Objective.Length == 0 && a.Operation == o.Operation))).Select(o => o.Runbook).ToHashSet(StringComparer.Ordinal);
        return pages.Render<IncidentPage>(new()
        {
            [nameof(IncidentPage.Site)] = Site.Of(context),
            [nameof(IncidentPage.Shown)] = shown,
            [nameof(IncidentPage.Runbooks)] = asked.Plan.Runbooks.Where(r => paths.Contains(r.Path)).ToList(),
        });
    }
}
