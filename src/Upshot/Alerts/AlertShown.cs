using System.Text.Json.Serialization;
using Upshot.Answers;
using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>Alerts as they stand.</summary>
/// <param name="LastEvaluation">When all of them were looked at last; null: not by this process.</param>
/// <param name="Open">Pages first, then the oldest first.</param>
/// <param name="Recent">Resolved within a week, latest first.</param>
/// <param name="Silences">That hold now or will.</param>
public sealed record AlertsShown(
    DateTimeOffset At, DateTimeOffset? LastEvaluation, IReadOnlyList<EpisodeShown> Open, IReadOnlyList<EpisodeShown> Recent, IReadOnlyList<AlertSilence> Silences, IReadOnlyList<ChannelShown> Channels)
{
    /// <summary>Why this server, one of several over a store, evaluates nothing, and which one does; null: this one does.</summary>
    public string? Leader { get; init; }

    /// <summary>Why nothing could be evaluated since <see cref="LastEvaluation"/>: what is open stays as it was, and what burns since is not known. Null: nothing stands in the way.</summary>
    public string? Problem { get; init; }

    /// <summary>The problem as a sentence with its beginning; null: there is none.</summary>
    [JsonIgnore]
    public string? Unknown => Problem is null ? null : $"Alerts could not be evaluated {(LastEvaluation is { } at ? $"since {at:u}" : "since this server began")}: {Problem}";
}

public sealed record EpisodeShown(
    string Id, string Alert, string Objective, string Operation, string Severity, AlertEpisodeState State, DateTimeOffset Since, DateTimeOffset? FiredAt, DateTimeOffset? ResolvedAt, string AcknowledgedBy, DateTimeOffset? AcknowledgedAt,
    string Silence, string Incident, double? Burn)
{
    public static EpisodeShown Of(AlertEpisode e) => new(
        e.Id, e.Alert, e.Objective, e.Operation, e.Severity, e.State, e.Since, e.FiredAt, e.ResolvedAt, e.AcknowledgedBy, e.AcknowledgedAt, e.Silence, e.Incident, e.Burn);
}

/// <summary>A channel with what it did not take yet.</summary>
/// <param name="Kind">Empty: the plan has it no more.</param>
/// <param name="Waiting">Notifications that are kept for it.</param>
/// <param name="Problem">What it said last; empty: nothing is wrong.</param>
public sealed record ChannelShown(string Name, string Kind, int Waiting, DateTimeOffset? WaitingSince, int Tries, string Problem)
{
    public static ChannelShown Of(string name, AlertChannel? channel, IReadOnlyList<OutboxMessage> waiting) => new(
        name, channel is null ? "" : JsonNames.Of(channel.Kind), waiting.Count, waiting.Count == 0 ? null : waiting.Min(m => m.CreatedAt), waiting.Sum(m => m.Attempts), waiting.LastOrDefault(m => m.LastError.Length > 0)?.LastError ?? "");
}

public sealed record TestSent(string Channel, bool Taken, string Problem);
