namespace Upshot.Evidence.Alerts;

public enum AlertEpisodeState
{
    /// <summary>The condition holds, and chance may still explain it, or it has not held for long enough.</summary>
    Pending,

    /// <summary>Somebody must do something.</summary>
    Firing,

    /// <summary>Somebody does.</summary>
    Acknowledged,

    /// <summary>It holds, and somebody said beforehand that it may.</summary>
    Silenced,

    Resolved,
}

/// <summary>An alert from the moment its condition held until it no longer does.</summary>
/// <param name="Id">The same for the same alert and beginning.</param>
/// <param name="Alert">Objective and severity, <c>checkout-works/page</c>; for what no objective is about, the operation and what is wrong.</param>
/// <param name="Severity">page or ticket.</param>
/// <param name="Since">When its condition held first.</param>
/// <param name="LastHeld">When it held last.</param>
public sealed record AlertEpisode(string Id, string Alert, string Objective, string Operation, string Severity, AlertEpisodeState State, DateTimeOffset Since, DateTimeOffset LastHeld)
{
    /// <summary>When it was first more than pending; null: not yet.</summary>
    public DateTimeOffset? FiredAt { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public string AcknowledgedBy { get; init; } = "";
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>The silence that holds it back; empty: none.</summary>
    public string Silence { get; init; } = "";

    /// <summary>The incident that it belongs to; empty while it is pending.</summary>
    public string Incident { get; init; } = "";

    /// <summary>The burn rate that it was seen with last, over its long window; null where it is not about one.</summary>
    public double? Burn { get; init; }

    public bool IsOpen => State != AlertEpisodeState.Resolved;

    /// <summary>Whether it is known to hold, whoever was told.</summary>
    public bool Holds => State is AlertEpisodeState.Firing or AlertEpisodeState.Acknowledged or AlertEpisodeState.Silenced;
}
