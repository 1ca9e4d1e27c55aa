using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>Alerts: what holds, who takes it on, what is silenced.</summary>
internal static class AlertRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/alerts", (AlertAnswers alerts) => alerts.Shown()).WithCsv<AlertsShown>(shown => shown.Open.Concat(shown.Recent)).WithSummary("Alerts that are open or were lately, silences, and channels with what they did not take.");
        api.MapPost("/alerts/acknowledge", (Acknowledgement said, AlertAnswers alerts, CancellationToken cancellation) => alerts.AcknowledgeAsync(said.Id ?? "", said.By ?? "", cancellation))
            .Audited("alert acknowledge").WithSummary("Somebody takes an incident or an alert on: it is not repeated.");
        api.MapPost("/alerts/silences", (SilenceSetting said, AlertAnswers alerts, AnswerService asked, CancellationToken cancellation) => alerts.SilenceAsync(
                said.Alert ?? "", said.Author ?? "", said.Reason ?? "", said.From, said.Until ?? (said.From ?? asked.Now) + TimeSpan.FromSeconds(Math.Clamp(said.Seconds ?? 0, 0, 1e9)), cancellation))
            .Audited("alert silence").WithSummary("Holds alerts back for a while, with author, reason and end.");
        api.MapDelete("/alerts/silences/{id}", (string id, AlertAnswers alerts, CancellationToken cancellation) => alerts.EndSilenceAsync(id, cancellation)).Audited("alert silence end").WithSummary("Ends a silence before its time.");
        api.MapPost("/alerts/test", (ChannelTest said, AlertAnswers alerts, CancellationToken cancellation) => alerts.TestAsync(said.Channel, cancellation)).Audited("alert test").WithSummary("Sends a test through one channel or all of the plan's.");
        api.MapGet("/alerts/traffic", (double seconds, AnswerService asked, CancellationToken cancellation) => RecentTrafficAnswer.OfAsync(asked, TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9)), cancellation)).WithSummary("Requests by hour of the week, what usually fails, and calls of each operation: what a rehearsal may follow.");
        api.MapGet("/alerts/replay", (double seconds, AnswerService asked, CancellationToken cancellation) => ReplayAnswer.OfAsync(asked, TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9)), cancellation)).WithSummary("What alerts would have done on stored history, beside what they did.");
        api.MapGet("/alerts/review", (int? weeks, AlertAnswers alerts) => alerts.Review(weeks ?? 8)).WithSummary("Pages a week, how many were acted upon, and proposals for those that never are.");
        api.MapGet("/digest", (double? seconds, AnswerService asked, IncidentAnswers incidents, CancellationToken cancellation) => DigestAnswer.OfAsync(asked, incidents, PeriodOf(seconds), cancellation)).WithSummary("Promises kept, budgets by cause, what is silent, what to improve next; by default of a week.");
        api.MapPost("/digest/send", async (DigestSending said, AnswerService asked, IncidentAnswers incidents, AlertAnswers alerts, CancellationToken cancellation) =>
                await alerts.SendAsync(await DigestAnswer.OfAsync(asked, incidents, PeriodOf(said.Seconds), cancellation), said.Channel ?? "", cancellation))
            .Audited("digest send").WithSummary("Sends a digest through one of the plan's channels.");
        api.MapGet("/calibration", (double? seconds, AnswerService asked, CancellationToken cancellation) => CalibrationAnswer.OfAsync(asked, TimeSpan.FromSeconds(Math.Clamp(seconds ?? CalibrationAnswer.Usual.TotalSeconds, 0, 1e9)), cancellation)).WithSummary("Numbers of the plan that the past does not bear out, as proposals.");
        api.MapGet("/incidents", (DateTimeOffset? from, DateTimeOffset? to, IncidentAnswers incidents) => incidents.List(from, to)).WithCsv<IReadOnlyList<IncidentListed>>(all => all).WithSummary("Incidents, latest first; by default of the last 28 days.");
        api.MapGet("/incidents/{id}", (string id, IncidentAnswers incidents) => incidents.Show(id)).WithSummary("An incident with its alerts and its time line.");
        api.MapPost("/incidents/{id}/notes", (string id, NoteSetting said, IncidentAnswers incidents, CancellationToken cancellation) => incidents.NoteAsync(id, said.Author ?? "", said.Text ?? "", said.Kind ?? "note", cancellation)).Audited("incident note").WithSummary("Writes on the time line of an incident: a note, or an action.");
        api.MapPost("/incidents/{id}/merge", (string id, MergeSetting said, IncidentAnswers incidents, CancellationToken cancellation) => incidents.MergeAsync(id, said.Into ?? "", said.Author ?? "", cancellation)).Audited("incident merge").WithSummary("Makes an incident a part of another one.");
        api.MapGet("/incidents/{id}/postmortem", (string id, AnswerService asked, IncidentAnswers incidents, CancellationToken cancellation) => PostMortemAnswer.OfAsync(asked, incidents, id, cancellation)).WithSummary("What data know of an incident, and what of the plan would have helped.");
        api.MapGet("/changes", (DateTimeOffset? from, DateTimeOffset? to, int? limit, ChangeAnswers changes) => changes.Between(from, to, limit)).WithSummary("Changes of flags, settings and deployments, and notes; latest first.");
        api.MapPost("/changes", (ChangeSetting said, ChangeAnswers changes, CancellationToken cancellation) => changes.AddAsync(said, cancellation)).Audited("change").WithSummary("Tells of a change: flag, config, deploy or note.");
    }

    private static TimeSpan PeriodOf(double? seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds ?? TimeSpan.FromDays(7).TotalSeconds, 0, 1e9));
}

internal sealed record Acknowledgement(string? Id, string? By);

/// <param name="Alert">Names of alerts, objectives or operations; * is any text.</param>
/// <param name="Seconds">How long, where Until is not said.</param>
internal sealed record SilenceSetting(string? Alert, string? Author, string? Reason, DateTimeOffset? From = null, DateTimeOffset? Until = null, double? Seconds = null);

internal sealed record NoteSetting(string? Text, string? Author, string? Kind = null);

internal sealed record MergeSetting(string? Into, string? Author);

/// <param name="Seconds">Of which time; by default a week.</param>
internal sealed record DigestSending(string? Channel, double? Seconds = null);

internal sealed record ChannelTest(string? Channel = null);
