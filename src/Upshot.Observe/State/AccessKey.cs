namespace Upshot.Observe.State;

/// <summary>What a key opens. A key that may operate may do everything.</summary>
public enum Right
{
    /// <summary>Send telemetry, and ask for the stages of a rollout.</summary>
    Send,

    /// <summary>Ask anything, change nothing.</summary>
    Read,

    /// <summary>Announce releases, set rollouts, seal, back up, make and revoke keys; and all of the above.</summary>
    Operate,
}

/// <summary>A key as it is kept: whoever reads it cannot use it.</summary>
/// <param name="Id">Stands in the key itself, so that one that turns up somewhere can be found and revoked.</param>
/// <param name="Hash">SHA-256 of the key, lower-case hex. The key has 256 random bits, so that nothing slower is needed.</param>
/// <param name="RevokedAt">Null: it is valid.</param>
public sealed record AccessKey(string Id, string Name, Right May, string Hash, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);
