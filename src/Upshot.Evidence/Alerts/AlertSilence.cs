namespace Upshot.Evidence.Alerts;

/// <summary>Alerts that may fire without telling anybody, for a while: a maintenance window, or what is known and being mended.</summary>
/// <param name="Pattern">Names of alerts, objectives or operations, with * for any text.</param>
/// <param name="Until">When it ends, whatever else happens.</param>
public sealed record AlertSilence(string Id, string Pattern, string Author, string Reason, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>When somebody ended it before its time.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsActive(DateTimeOffset now) => now >= From && now < Until && !(EndedAt <= now);
}
