namespace Upshot.Observe.State;

/// <summary>Every change that somebody made, in the order in which they were made. Nothing is taken out of it.</summary>
internal sealed class AuditTable(OperationalState state)
{
    /// <summary>The latest first.</summary>
    public IReadOnlyList<AuditEntry> Latest(int most) => state.Read(
        "SELECT at, who, what, subject, origin FROM audit ORDER BY number DESC LIMIT $most",
        r => new AuditEntry(DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(0)), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4)),
        ("$most", most));

    public static void Insert(OperationalState.Changing change, AuditEntry entry) => change.Run(
        "INSERT INTO audit (at, who, what, subject, origin) VALUES ($at, $who, $what, $subject, $from)",
        ("$at", entry.At.ToUnixTimeMilliseconds()), ("$who", entry.Who), ("$what", entry.What), ("$subject", entry.Subject), ("$from", entry.From));
}
