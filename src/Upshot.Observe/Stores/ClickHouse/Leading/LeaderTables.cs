using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.ClickHouse.Servers;

namespace Upshot.Observe.Stores.ClickHouse.Leading;

/// <summary>
/// The claims to lead and what servers share, in tables of one host: the first of the address by name. Both have a token for each number, so that the second claim of a number, or writing of a version, adds nothing.
/// </summary>
internal sealed class LeaderTables(ClickHouseServers servers, ClickHouseAddress address)
{
    private const string Name = "upshot";
    private readonly ClickHouseHost _host = HostOf(address);

    /// <summary>The same for every server, in whichever order its address names hosts.</summary>
    public static ClickHouseHost HostOf(ClickHouseAddress address) => address.Hosts.OrderBy(h => h.Name, StringComparer.Ordinal).ThenBy(h => h.Port).First();

    public async Task<LeaseSeen?> LatestAsync(CancellationToken cancellation) => (await servers.ReadAsync(
        _host, $"SELECT sequence, epoch, owner, claim, address, toInt64(lasts_ms), toInt64(dateDiff('millisecond', at, now64(3, 'UTC'))) FROM {Table(StoreTable.Leases)} WHERE name = '{Name}' ORDER BY sequence DESC, at LIMIT 1",
        r => new LeaseSeen(new(Whole(r[0]), Whole(r[1]), r.GetString(2), r.GetString(3), r.GetString(4), TimeSpan.FromMilliseconds(r.GetInt64(5))), TimeSpan.FromMilliseconds(r.GetInt64(6))),
        cancellation)).FirstOrDefault();

    /// <summary>Whether it was taken, <see cref="LatestAsync"/> says.</summary>
    public async Task ClaimAsync(LeaseRow row, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        Text(bytes, Name);
        Whole(bytes, row.Sequence);
        Whole(bytes, row.Epoch);
        Text(bytes, row.Owner);
        Text(bytes, row.Claim);
        Text(bytes, row.Address);
        var lasts = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(lasts, (uint)row.Lasts.TotalMilliseconds);
        bytes.Write(lasts);
        await servers.InsertRowsAsync(_host, StoreTable.Leases, ["name", "sequence", "epoch", "owner", "claim", "address", "lasts_ms"], bytes.ToArray(), TokenOf("lease", row.Sequence), cancellation);
    }

    /// <summary>0: nothing is there.</summary>
    public async Task<ulong> VersionAsync(CancellationToken cancellation) =>
        (await servers.ReadAsync(_host, $"SELECT max(version) FROM {Table(StoreTable.SharedState)} WHERE name = '{Name}'", r => Whole(r[0]), cancellation))[0];

    /// <summary>Null: a later one has taken its place.</summary>
    public async Task<string?> StateAsync(ulong version, CancellationToken cancellation) => (await servers.ReadAsync(
        _host, string.Create(CultureInfo.InvariantCulture, $"SELECT state FROM {Table(StoreTable.SharedState)} WHERE name = '{Name}' AND version = {version} LIMIT 1"), r => r.GetString(0), cancellation)).FirstOrDefault();

    public async Task WriteAsync(ulong version, string state, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        Text(bytes, Name);
        Whole(bytes, version);
        Text(bytes, state);
        await servers.InsertRowsAsync(_host, StoreTable.SharedState, ["name", "version", "state"], bytes.ToArray(), TokenOf("state", version), cancellation);
    }

    private string Table(string name) => $"`{address.Database}`.`{name}`";

    private static string TokenOf(string kind, ulong number) => string.Create(CultureInfo.InvariantCulture, $"{kind} {number}");

    private static ulong Whole(object value) => Convert.ToUInt64(value, CultureInfo.InvariantCulture);

    private static void Whole(MemoryStream to, ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        to.Write(bytes);
    }

    // RowBinary: the length as a varint, then the bytes.
    private static void Text(MemoryStream to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = (uint)bytes.Length;
        for (; length >= 0x80; length >>= 7)
        {
            to.WriteByte((byte)(length | 0x80));
        }

        to.WriteByte((byte)length);
        to.Write(bytes);
    }
}
