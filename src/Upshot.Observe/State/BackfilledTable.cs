using System.Globalization;

namespace Upshot.Observe.State;

/// <summary>
/// Requests that were backfilled, by the hash of their bytes: when their rows have ended and what was counted of them has not, nothing else
/// tells that they came.
/// </summary>
internal sealed class BackfilledTable(OperationalState state)
{
    public bool Has(UInt128 hash) => state.Read("SELECT 1 FROM backfilled WHERE hash = $hash", _ => true, ("$hash", Text(hash))).Count > 0;

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Add(UInt128 hash, DateTimeOffset at) => state.Change(change => change.Run("INSERT OR IGNORE INTO backfilled VALUES ($hash, $at)", ("$hash", Text(hash)), ("$at", at.ToUnixTimeMilliseconds())));

    private static string Text(UInt128 hash) => hash.ToString("x32", CultureInfo.InvariantCulture);
}
