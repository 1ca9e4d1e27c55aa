namespace Upshot.Evidence.Alerts;

/// <summary>A notification on its way through one channel. It is written down with what it tells of, and stays until the channel took it.</summary>
/// <param name="Key">The same on every try, so that a receiver can tell a repeat from news.</param>
/// <param name="Kind">firing, repeat, resolved, test, digest.</param>
/// <param name="Body">The notification as JSON; channels make their own format of it.</param>
public sealed record OutboxMessage(string Key, string Channel, string Incident, string Kind, string Body, DateTimeOffset CreatedAt, DateTimeOffset NextAt)
{
    public int Attempts { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>What the channel said last; empty: it was not tried, or took it.</summary>
    public string LastError { get; init; } = "";

    public bool IsWaiting => DeliveredAt is null;
}
