using System.Globalization;
using System.Text;
using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>A post-mortem, half written: what data know of an incident, and what of the plan would have helped.</summary>
internal static class PostMortemAnswer
{
    private static readonly TimeSpan Lead = TimeSpan.FromHours(2);

    public static async Task<PostMortem> OfAsync(AnswerService asked, IncidentAnswers incidents, string id, CancellationToken cancellation)
    {
        var (incident, shown) = (incidents.Found(id), incidents.Show(id));
        var objectives = asked.Plan.Objectives.Where(o => shown.Alerts.Any(a => a.Objective == o.Name)).ToList();
        var end = incident.ResolvedAt ?? asked.Now.AddMinutes(1);
        var impacts = await ImpactsAsync(asked, objectives, new TimeRange(incident.StartedAt - Lead, end), cancellation);
        var (from, to) = impacts.Count == 0 ? (incident.StartedAt, incident.MitigatedAt ?? end) : (impacts.Min(i => i.From), impacts.Max(i => i.To));
        var acknowledged = shown.Alerts.Min(a => a.AcknowledgedAt);
        var designed = impacts.Min(i => i.Designed);
        var facts = new PostMortem(
            shown.Incident, impacts, from, to, incident.OpenedAt - from, designed, to - from, acknowledged - from, incident.Cause, shown.TimeLine,
            [.. Well(incident.OpenedAt - from, designed, shown)], await FollowUps.TrackAsync(asked, incidents, incident, shown, [.. FollowUps.Of(asked.Plan, incident.OpenedAt - from, designed, shown, Minutes)], cancellation), "");
        return facts with { Markdown = Write(facts) };
    }

    private static async Task<IReadOnlyList<IncidentImpact>> ImpactsAsync(AnswerService asked, IReadOnlyList<Objective> objectives, TimeRange look, CancellationToken cancellation)
    {
        if (objectives.Count == 0)
        {
            return [];
        }

        var longest = objectives.Min(o => BudgetPeriod.Of(o.Window, look.To).SoFar.From);
        var counted = await asked.AskAsync(new ObjectiveQuestion(objectives, new TimeRange(longest < look.From ? longest : look.From, look.To)), cancellation);
        return [.. counted.Select(c => IncidentImpact.Of(c.Objective, new CountSeries(c.Minutes), look, asked.Plan.AlertsOf(c.Objective)))];
    }

    private static IEnumerable<string> Well(TimeSpan detected, TimeSpan? designed, IncidentShown shown)
    {
        if (designed is { } plan && detected <= plan + TimeSpan.FromMinutes(2))
        {
            yield return $"The alert fired after {Minutes(detected)}, as it is designed to ({Minutes(plan)}).";
        }

        if (shown.Alerts.Any(a => a.AcknowledgedAt is not null))
        {
            yield return "Somebody took it on.";
        }

        if (shown.Messages.Count > 0 && shown.Messages.All(m => m.TakenAt is not null))
        {
            yield return "Every channel took what it was sent.";
        }

        if (shown.Cause is not null)
        {
            yield return "The first notification named where it lay.";
        }
    }

    private static string Write(PostMortem facts)
    {
        var text = new StringBuilder();
        Line($"# {facts.Incident.Title}");
        Line($"Incident {facts.Incident.Id}, {facts.Incident.Severity}. Began {Time(facts.From)}, over {Time(facts.To)}: {Minutes(facts.To - facts.From)}.");
        Line("## What users felt");
        foreach (var impact in facts.Impacts)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"- {impact.Operation} ({impact.Objective}): {impact.Bad:#,0} of {impact.Total:#,0} requests from {Time(impact.From)} to {Time(impact.To)}{(impact.BudgetSpent is { } spent ? $"; {spent * 100:0.#} % of the budget" : "")}."), 1);
        }

        Line("", 1);
        Line("## Detection and mitigation");
        Line($"Noticed after {Minutes(facts.DetectedAfter)}{(facts.DesignedAfter is { } designed ? $"; designed for {Minutes(designed)} at this share of failures" : "")}. {(facts.AcknowledgedAfter is { } taken ? $"Taken on after {Minutes(taken)}. " : "Nobody acknowledged it. ")}Mitigated after {Minutes(facts.MitigatedAfter)}: from {Time(facts.To)} on, failures are as before.");
        Line("## Cause");
        Line(facts.Cause is { } cause ? $"{cause.Sentence} Grade of evidence: {cause.Grade}. Path: {string.Join(" → ", cause.Path)}." : "Traces show none.");
        Line("## Time line");
        foreach (var entry in facts.TimeLine)
        {
            Line($"- {Time(entry.At)} {entry.Kind}{(entry.Author.Length > 0 ? $" ({entry.Author})" : "")}: {entry.Text}", 1);
        }

        Line("", 1);
        Line("## What went well");
        Line(facts.WentWell.Count == 0 ? "To be written." : string.Join("\n", facts.WentWell.Select(w => $"- {w}")));
        Line("## Follow-ups");
        Line(facts.FollowUps.Count == 0 ? "None that the plan suggests." : string.Join("\n", facts.FollowUps.Select(f => $"- {f.State switch { FollowUpState.Verified => "Verified since: ", FollowUpState.Planned => "In the plan, nothing seen of it yet: ", _ => "" }}{f.Text}{(f.State == FollowUpState.Open && f.Diff.Length > 0 ? $"\n\n  ```diff\n{string.Join('\n', f.Diff.TrimEnd().Split('\n').Select(l => "  " + l))}\n  ```\n" : "")}")));
        return text.ToString().TrimEnd() + "\n";

        void Line(string line, int breaks = 2) => text.Append(line).Append('\n', breaks);
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Minutes(TimeSpan time) => time.TotalMinutes < 120 ? $"{Math.Max(0, Math.Round(time.TotalMinutes)):0} min" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h");
}
