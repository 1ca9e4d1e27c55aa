using System.ComponentModel;
using ModelContextProtocol.Server;
using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Decide.Journeys;
using Upshot.Pages;

namespace Upshot.Mcp;

/// <summary>How things stand: objectives, alerts, incidents, and what was promised.</summary>
internal sealed class StateTools(AnswerService asked, AlertAnswers alerts, IncidentAnswers incidents, PageLinks links)
{
    private static readonly ObjectiveState[] Worst = [ObjectiveState.Exhausted, ObjectiveState.Burning, ObjectiveState.Silent, ObjectiveState.NoTraffic, ObjectiveState.Met];

    [McpServerTool(Name = "status", Title = "Status of all objectives", ReadOnly = true, OpenWorld = false)]
    [Description("Every objective (service level promise) with its state, error budget spent, burn rate and firing alerts, worst first; then outcomes, steps of journeys that do not come, and notices. Start here.")]
    public async Task<string> StatusAsync([Description("Deployment environment, such as production. By default as the objectives say.")] string? environment = null, CancellationToken cancellation = default)
    {
        var status = await asked.StatusAsync(Given(environment), null, null, cancellation);
        var answer = new ShortAnswer(links.To("/"));
        answer.Say($"{(status.Product.Length > 0 ? status.Product : "No plan")}, {Format.At(status.At)}: {(status.Objectives.Count == 0 ? "no objective" : string.Join(", ", Worst.Select(s => (State: s, Count: status.Objectives.Count(o => o.State == s))).Where(s => s.Count > 0).Select(s => $"{s.Count} {JsonNames.Of(s.State)}")))}.");
        foreach (var missing in status.Missing)
        {
            answer.Say($"Missing: {missing.Sentence}.");
        }

        foreach (var o in status.Objectives.OrderBy(o => Array.IndexOf(Worst, o.State)).ThenByDescending(o => o.Consumed ?? 0))
        {
            var firing = o.Alerts.Where(a => a.Fires).Select(a => $"{a.Severity} alert fires");
            answer.Say($"- {o.Objective} [{string.Join("; ", new[] { JsonNames.Of(o.State) }.Concat(firing))}]: {o.Sentence} Burn rate {Format.Number(o.BurnRate)}. Operation {o.Operation}.{links.Beside($"/objectives/{Uri.EscapeDataString(o.Objective)}")}");
        }

        return answer.SayAll(status.Outcomes.Select(o => $"Outcome {o.Sentence}.")).SayAll(status.Journeys.SelectMany(j => j.Steps).Where(s => s.State is StepState.Silent or StepState.NeverSeen).Select(s => $"Journey {s.Sentence}.")).SayAll(status.Notices.Select(n => $"Notice: {n}")).ToString();
    }

    [McpServerTool(Name = "alerts", Title = "Open alerts", ReadOnly = true, OpenWorld = false)]
    [Description("Alerts that are open now, silences, and channels that do not take notifications.")]
    public string Alerts()
    {
        var shown = alerts.Shown();
        var answer = new ShortAnswer(links.To("/alerts"));
        answer.Say(shown.Open.Count == 0 ? "No alert is open." : $"{Format.Plural(shown.Open.Count, "open alert")}.");
        answer.SayAll(shown.Open.Select(e => $"- {e.Alert} [{e.Severity}, {JsonNames.Of(e.State)}] since {Format.At(e.FiredAt ?? e.Since)}, burn rate {Format.Number(e.Burn)}{(e.Incident.Length > 0 ? $", incident {e.Incident}" : "")}{(e.AcknowledgedBy.Length > 0 ? $", acknowledged by {e.AcknowledgedBy}" : "")}"));
        answer.SayAll(shown.Silences.Select(s => $"Silence of {s.Pattern} until {Format.At(s.Until)} by {s.Author}: {s.Reason}"));
        return answer.SayAll(shown.Channels.Where(c => c.Waiting > 0).Select(c => $"Channel {c.Name}: {Format.Plural(c.Waiting, "notification")} not taken: {c.Problem}")).ToString();
    }

    [McpServerTool(Name = "incidents", Title = "Incidents", ReadOnly = true, OpenWorld = false)]
    [Description("Incidents of the last 28 days, latest first; with an id, one incident: likely cause with its grade of evidence, alerts and time line.")]
    public string Incidents([Description("The id of one incident. By default all are listed.")] string? id = null)
    {
        if (Given(id) is not { } one)
        {
            var all = incidents.List(null, null);
            return new ShortAnswer(links.To("/alerts")).Say(all.Count == 0 ? "There was no incident within 28 days." : $"{Format.Plural(all.Count, "incident")} within 28 days, latest first.")
                .SayAll(all.Select(i => $"- {i.Id} [{i.Severity}, {JsonNames.Of(i.State)}] {Format.At(i.StartedAt)}{(i.ResolvedAt is { } end ? $" for {Format.Length(end - i.StartedAt)}" : "")}: {i.Title}{(i.Cause.Length > 0 ? $". Cause: {i.Cause}" : "")}")).ToString();
        }

        var shown = incidents.Show(one);
        var answer = new ShortAnswer(links.To($"/incidents/{Uri.EscapeDataString(one)}"));
        answer.Say($"{shown.Incident.Title} [{shown.Incident.Severity}, {JsonNames.Of(shown.Incident.State)}], began {Format.At(shown.Incident.StartedAt)}{(shown.Incident.ResolvedAt is { } over ? $", over {Format.At(over)}" : "")}.");
        answer.Say(shown.Cause is { } cause ? $"Likely cause: {cause.Sentence} Evidence: {cause.Grade}. Path: {string.Join(" > ", cause.Path)}. Traces: {string.Join(", ", cause.Traces.Take(3).Select(links.Trace))}" : "Traces show no cause.");
        answer.SayAll(shown.Alerts.Select(a => $"Alert {a.Alert} [{JsonNames.Of(a.State)}], burn rate {Format.Number(a.Burn)}"));
        return answer.SayAll(shown.TimeLine.Reverse().Select(e => $"{Format.At(e.At)} {e.Kind}{(e.Author.Length > 0 ? $" ({e.Author})" : "")}: {e.Text}")).ToString();
    }

    [McpServerTool(Name = "plan", Title = "The plan", ReadOnly = true, OpenWorld = false)]
    [Description("What is promised: operations, objectives with owner, reason and runbook, flags, planned releases, glossary; and routes seen that no operation covers.")]
    public async Task<string> PlanAsync(CancellationToken cancellation = default)
    {
        var plan = await asked.PlanAsync(cancellation);
        if (plan.Digest.Length == 0)
        {
            return "The server has no plan. `upshot init plan --from URL` makes one from what was seen; `upshot serve --plan DIR` uses it.";
        }

        var answer = new ShortAnswer(links.To("/plan"));
        answer.Say($"{plan.Product}, plan {plan.Digest}. {plan.Description}");
        answer.SayAll(plan.Operations.Select(o => $"Operation {o.Name}: {Format.Plural(o.Requests, "request")} seen. {o.Description}"));
        answer.SayAll(plan.Objectives.Select(o => $"Objective {o.Name} of {o.Operation}, owner {o.Owner}: {o.Reason}{(o.Runbook.Length > 0 ? $" Runbook {o.Runbook}." : "")}"));
        answer.SayAll(plan.Flags.Select(f => $"Flag {f.Name}, owner {f.Owner}{(f.Expires.Length > 0 ? $", expires {f.Expires}" : "")}: {f.Description}"));
        answer.Say($"{Format.Plural(plan.Signals.Count, "signal")} declared, {Format.Plural(plan.Runbooks.Count, "runbook")}, planned releases: {(plan.Releases.Count == 0 ? "none" : string.Join(", ", plan.Releases.Select(r => ShortAnswer.Cut(r, 60))))}.");
        answer.SayAll(plan.Undeclared.Take(10).Select(r => $"Seen and of no operation: {ShortAnswer.Cut(r.Service, 100)} {ShortAnswer.Cut(r.Route, 200)}, {Format.Plural(r.Requests, "request")}"));
        return answer.SayAll(plan.Glossary.Select(g => $"{g.Term}: {g.Meaning}")).ToString();
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
