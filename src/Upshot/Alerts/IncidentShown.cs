using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;

namespace Upshot.Alerts;

public enum IncidentState
{
    Open,
    Resolved,

    /// <summary>It turned out to be another one.</summary>
    Merged,
}

public sealed record IncidentListed(
    string Id, string Title, string Severity, IncidentState State, DateTimeOffset StartedAt, DateTimeOffset OpenedAt, DateTimeOffset? MitigatedAt, DateTimeOffset? ResolvedAt, string MergedInto, string Cause, int Told)
{
    public static IncidentListed Of(Incident i) => new(
        i.Id, i.Title, i.Severity, i.MergedInto.Length > 0 ? IncidentState.Merged : i.IsOpen ? IncidentState.Open : IncidentState.Resolved, i.StartedAt, i.OpenedAt, i.MitigatedAt, i.ResolvedAt, i.MergedInto, i.Cause?.Sentence ?? "", i.Told);
}

/// <param name="Kind">began, opened, joined, told, acknowledged, change, release, note, action, check, follow-up, mitigated, resolved, merged.</param>
public sealed record TimeLineEntry(DateTimeOffset At, string Kind, string Author, string Text);

public sealed record MessageShown(string Key, string Channel, string Kind, DateTimeOffset DecidedAt, DateTimeOffset? TakenAt, int Tries, string Problem);

public sealed record IncidentShown(IncidentListed Incident, IncidentCause? Cause, IReadOnlyList<EpisodeShown> Alerts, IReadOnlyList<TimeLineEntry> TimeLine, IReadOnlyList<MessageShown> Messages);

/// <summary>What is known of an incident when it is over, in numbers.</summary>
/// <param name="DetectedAfter">From the first failure to the first alert.</param>
/// <param name="DesignedAfter">What the alert is designed for at this share of failures.</param>
/// <param name="MitigatedAfter">From the first failure to the minute in which they stopped.</param>
public sealed record PostMortem(
    IncidentListed Incident, IReadOnlyList<IncidentImpact> Impacts, DateTimeOffset From, DateTimeOffset To, TimeSpan DetectedAfter, TimeSpan? DesignedAfter, TimeSpan MitigatedAfter, TimeSpan? AcknowledgedAfter,
    IncidentCause? Cause, IReadOnlyList<TimeLineEntry> TimeLine, IReadOnlyList<string> WentWell, IReadOnlyList<FollowUp> FollowUps, string Markdown);

/// <summary>A change of the plan that would have helped.</summary>
/// <param name="Key">The same for the same, however it is worded.</param>
/// <param name="Diff">What to add, as it stands in the plan.</param>
public sealed record FollowUp(string Key, string Text, string Diff)
{
    public FollowUpState State { get; init; }
}

public enum FollowUpState
{
    Open,

    /// <summary>It is in the plan, and nothing was seen of it yet.</summary>
    Planned,

    /// <summary>What was seen since shows that it helps.</summary>
    Verified,
}
