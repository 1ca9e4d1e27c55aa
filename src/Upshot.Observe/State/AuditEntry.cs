namespace Upshot.Observe.State;

/// <summary>Who did it, and from where.</summary>
/// <param name="Who">A key by name and id, or whose word it was without one.</param>
/// <param name="From">The network address it came from.</param>
public sealed record Actor(string Who, string From);

/// <summary>One change that somebody made.</summary>
/// <param name="What">release start, rollout, key new, key revoke, seal, maintenance, fsck, backup.</param>
/// <param name="Subject">What was changed, in words; may be empty.</param>
public sealed record AuditEntry(DateTimeOffset At, string Who, string What, string Subject, string From);
