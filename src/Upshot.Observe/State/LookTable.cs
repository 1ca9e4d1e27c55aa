using Upshot.Evidence;

namespace Upshot.Observe.State;

/// <summary>Looks at releases that were planned: what they spent of alpha stays spent, whoever starts again.</summary>
internal sealed class LookTable(OperationalState state)
{
    /// <summary>In the order in which they were taken.</summary>
    public IReadOnlyList<ReleaseLook> Of(string subject) => state.Read(
        "SELECT subject, at, planned, every FROM looks WHERE subject = $subject ORDER BY at",
        r => new ReleaseLook(r.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(1)), r.GetInt32(2), TimeSpan.FromMilliseconds(r.GetInt64(3))),
        ("$subject", subject));

    public static void Insert(OperationalState.Changing change, ReleaseLook look) => change.Run(
        "INSERT INTO looks VALUES ($subject, $at, $planned, $every) ON CONFLICT DO NOTHING",
        ("$subject", look.Subject), ("$at", look.At.ToUnixTimeMilliseconds()), ("$planned", look.Planned), ("$every", (long)look.Every.TotalMilliseconds));
}
