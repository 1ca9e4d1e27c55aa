using System.Globalization;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.ClickHouse.Leading;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.ClickHouse.Servers;

namespace Upshot.Observe.Stores.Copying;

/// <summary>
/// What of a directory is in the store already, written down beside it: on the host on which servers settle who leads. A unit is begun before its first row is sent and done when
/// the last one is on the disk. Of one that was begun the tokens of its inserts say what is there.
/// </summary>
internal sealed class CopyRecord
{
    private readonly ClickHouseServers _servers;
    private readonly ClickHouseHost _host;
    private readonly string _table;
    private readonly string _source;
    private readonly Dictionary<(string Table, long From, long To), Known> _known;

    private CopyRecord(ClickHouseServers servers, ClickHouseHost host, string table, string source, Dictionary<(string Table, long From, long To), Known> known) =>
        (_servers, _host, _table, _source, _known) = (servers, host, table, source, known);

    private sealed record Known(long Rows, string Fingerprint, bool IsDone);

    /// <param name="source">The directory's identity.</param>
    public static async Task<CopyRecord> OpenAsync(ClickHouseServers servers, ClickHouseAddress address, string source, CancellationToken cancellation)
    {
        var (host, table) = (LeaderTables.HostOf(address), $"`{address.Database}`.`{StoreTable.Copies.Name}`");
        await servers.ExecuteAsync(host, StoreTable.Copies.Create(address.Database, new()), cancellation);
        var known = await servers.ReadAsync(
            host,
            $"SELECT toString(name) AS of_table, from_ns, to_ns, toInt64(any(rows)), argMax(fingerprint, at), toInt32(max(is_done)) FROM {table} WHERE source = {Literal.Text(source)} GROUP BY of_table, from_ns, to_ns",
            r => (Key: (r.GetString(0), r.GetInt64(1), r.GetInt64(2)), Known: new Known(r.GetInt64(3), r.GetString(4), r.GetInt32(5) != 0)),
            cancellation);
        return new(servers, host, table, source, known.ToDictionary(k => k.Key, k => k.Known));
    }

    public bool IsDone(CopyUnit unit) => _known.TryGetValue(KeyOf(unit), out var known) && known.IsDone;

    /// <summary>Why units cannot be copied exactly: the directory has not what it had when they were begun. None: they can.</summary>
    public IEnumerable<string> Changed(CopiedTable table, IReadOnlyList<CopyUnit> units)
    {
        foreach (var unit in units)
        {
            if (_known.TryGetValue(KeyOf(unit), out var known) ? known.Rows != unit.Rows : _known.Keys.Any(k => k.Table == table.Name && k.From < unit.To && k.To > unit.From))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{table.Name} of {At(unit.From)} had {known?.Rows ?? _known.Where(k => k.Key.Table == table.Name && k.Key.From < unit.To && k.Key.To > unit.From).Sum(k => k.Value.Rows)} rows when it was copied and has {unit.Rows} now");
            }
        }
    }

    /// <exception cref="StoreException">It was begun with other rows.</exception>
    public async Task BeginAsync(CopyUnit unit, string fingerprint, CancellationToken cancellation)
    {
        if (!_known.TryGetValue(KeyOf(unit), out var known))
        {
            await WriteAsync(unit, fingerprint, isDone: false, cancellation);
        }
        else if (known.Fingerprint != fingerprint)
        {
            throw new StoreException($"{unit.Table.Name} of {At(unit.From)} cannot be copied to its end: rows of it were changed since that was begun, or the number of shards was. {Again}");
        }
    }

    public Task EndAsync(CopyUnit unit, string fingerprint, CancellationToken cancellation) => WriteAsync(unit, fingerprint, isDone: true, cancellation);

    /// <summary>What to do where it cannot be made exact.</summary>
    public const string Again = "Copy a directory that is as it was (a backup of then), or copy into an empty database.";

    private Task WriteAsync(CopyUnit unit, string fingerprint, bool isDone, CancellationToken cancellation) => _servers.ExecuteAsync(
        _host,
        string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {_table} (source, name, from_ns, to_ns, rows, fingerprint, is_done) VALUES ({Literal.Text(_source)}, {Literal.Text(unit.Table.Name)}, {unit.From}, {unit.To}, {unit.Rows}, {Literal.Text(fingerprint)}, {(isDone ? 1 : 0)})"),
        cancellation);

    private static (string, long, long) KeyOf(CopyUnit unit) => (unit.Table.Name, unit.From, unit.To);

    private static string At(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
