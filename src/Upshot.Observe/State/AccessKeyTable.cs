namespace Upshot.Observe.State;

/// <summary>Keys that were made, also those that were revoked.</summary>
internal sealed class AccessKeyTable(OperationalState state)
{
    public IReadOnlyList<AccessKey> All() => state.Read(
        "SELECT id, name, may, hash, created_at, revoked_at FROM access_keys ORDER BY created_at, id",
        r => new AccessKey(r.GetString(0), r.GetString(1), Enum.Parse<Right>(r.GetString(2)), r.GetString(3), Moment(r.GetInt64(4)), r.IsDBNull(5) ? null : Moment(r.GetInt64(5))));

    public static void Insert(OperationalState.Changing change, AccessKey key) => change.Run(
        "INSERT INTO access_keys VALUES ($id, $name, $may, $hash, $at, NULL)",
        ("$id", key.Id), ("$name", key.Name), ("$may", key.May.ToString()), ("$hash", key.Hash), ("$at", key.CreatedAt.ToUnixTimeMilliseconds()));

    /// <summary>The first revocation counts.</summary>
    public static void Revoke(OperationalState.Changing change, string id, DateTimeOffset at) => change.Run(
        "UPDATE access_keys SET revoked_at = $at WHERE id = $id AND revoked_at IS NULL",
        ("$id", id), ("$at", at.ToUnixTimeMilliseconds()));

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
