using Upshot.Answers;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>
/// What of the plan would have helped, found when an incident is over and kept on its time line: from then on each one is open, in the plan, or verified by what was seen since.
/// </summary>
internal static class FollowUps
{
    public const string Kind = "follow-up";
    private const string Channels = "channels", Windows = "windows", Cause = "cause", Channel = "channel ", Journey = "journey ";
    private static readonly TimeSpan s_late = TimeSpan.FromMinutes(2), s_seen = TimeSpan.FromHours(1);

    /// <summary>By the plan as it is and the incident as it went.</summary>
    public static IEnumerable<FollowUp> Of(ProductPlan plan, TimeSpan detected, TimeSpan? designed, IncidentShown shown, Func<TimeSpan, string> text)
    {
        if (designed is { } should && detected > should + s_late)
        {
            yield return new(Windows, $"It took {text(detected)} to notice what the windows notice after {text(should)}: failures came and went, or data came late. A shorter pair of windows would have noticed sooner.", "alerts:\n  windows:\n+   - { severity: page, budget: 1%, long: 30m }\n");
        }

        if (plan.Alerts.Channels.Count == 0)
        {
            yield return new(Channels, "Nobody was told: the plan has no channel.", "alerts:\n+  channels:\n+    pager: { kind: webhook, url_from: PAGER_URL }\n");
        }

        foreach (var message in shown.Messages.Where(m => m.TakenAt is null && m.Problem.Length > 0).DistinctBy(m => m.Channel))
        {
            yield return new(Channel + message.Channel, $"The channel {message.Channel} did not take it: {message.Problem}.", $"alerts:\n  channels:\n~   {message.Channel}: its address\n");
        }

        foreach (var operation in shown.Alerts.Select(a => a.Operation).Distinct().Where(o => o.Length > 0 && plan.Journeys.All(j => j.Operation != o)))
        {
            yield return new(Journey + operation, $"{operation} has no journey: a service below it that goes silent would not be noticed.", $"journeys:\n+  {operation}-journey:\n+    operation: {operation}\n+    steps:\n+      {(shown.Cause is { } cause ? $"{cause.Service}: {{ service: {cause.Service} }}" : "step: { service: … }")}\n");
        }

        if (shown.Cause is null)
        {
            yield return new(Cause, "No cause was found in traces: the failing part has no spans, or they are sampled away.", "");
        }
    }

    /// <summary>Those that were kept, each as it stands now; before they are kept, those of now.</summary>
    /// <param name="now">What <see cref="Of"/> finds.</param>
    public static async Task<IReadOnlyList<FollowUp>> TrackAsync(AnswerService asked, IncidentAnswers incidents, Incident incident, IncidentShown shown, IReadOnlyList<FollowUp> now, CancellationToken cancellation)
    {
        var kept = asked.State.Alerts.NotesOf(incident.Id).Where(n => n.Kind == Kind).ToList();
        if (kept.Count == 0)
        {
            return incident.IsOpen ? now : await incidents.KeepAsync(incident.Id, now, cancellation);
        }

        var since = kept.Min(n => n.At);
        var later = asked.State.Alerts.Incidents(since, asked.Now.AddMinutes(1), 1000).Where(i => i.Id != incident.Id && i.OpenedAt > since).ToList();
        var services = kept.Exists(n => n.Text.StartsWith(Journey, StringComparison.Ordinal))
            ? (await asked.AskAsync(new VersionQuestion(TimeRange.Last(s_seen, asked.Now)), cancellation)).Select(v => v.Service).ToHashSet(StringComparer.Ordinal) : [];
        return [.. kept.Select(note =>
        {
            var (key, text) = note.Text.Split(": ", 2) is [var k, var t] ? (k, t) : (note.Text, note.Text);
            return (now.FirstOrDefault(f => f.Key == key) ?? new FollowUp(key, text, "")) with { State = StateOf(key) };
        })];

        FollowUpState StateOf(string key) => key switch
        {
            Channels => asked.Plan.Alerts.Channels.Count == 0 ? FollowUpState.Open : Taken(_ => true) ? FollowUpState.Verified : FollowUpState.Planned,
            Windows => later.Exists(i => IsAlike(i) && i.OpenedAt - i.StartedAt <= s_late + TimeSpan.FromMinutes(5)) ? FollowUpState.Verified : FollowUpState.Open,
            Cause => later.Exists(i => IsAlike(i) && i.Cause is not null) ? FollowUpState.Verified : FollowUpState.Open,
            _ when key.StartsWith(Channel, StringComparison.Ordinal) => Taken(c => c == key[Channel.Length..]) ? FollowUpState.Verified : FollowUpState.Open,
            _ => asked.Plan.Journeys.FirstOrDefault(j => j.Operation == key[Math.Min(key.Length, Journey.Length)..]) is not { } journey ? FollowUpState.Open
                : journey.Steps.Select(s => s.Match.Service).OfType<string>().ToList() is { Count: > 0 } steps && steps.TrueForAll(services.Contains) ? FollowUpState.Verified : FollowUpState.Planned,
        };

        bool Taken(Func<string, bool> channel) => later.Append(incident).Any(i => asked.State.Alerts.MessagesOf(i.Id).Any(m => channel(m.Channel) && m.DeliveredAt > since));

        bool IsAlike(Incident other) => asked.State.Alerts.EpisodesOf(other.Id).Any(e => shown.Alerts.Any(a => a.Operation == e.Operation));
    }
}
