using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Upshot.Observe.Stores.ClickHouse.Native;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.ClickHouse.Servers;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>Who brings a body.</summary>
/// <param name="Backlog">The file in which it stands.</param>
/// <param name="Insertion">With which others it is put together; the token of the insert.</param>
internal readonly record struct Claim(UInt128 Backlog, UInt128 Insertion);

/// <summary>
/// Which node brings which body: a sender that got no answer sends it to another node, which would put it together with others and so could not be recognised by the token of its insert. The
/// table of claims stands on the shard of the bodies; of two claims the one in the earlier part holds, as ClickHouse numbers parts in the order in which they are seen.
/// </summary>
internal static class BodyClaims
{
    public static UInt128 NewId() => BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16));

    /// <summary>An insert that claims bodies; a body that is claimed already stays with whom it is.</summary>
    public static DeliveryPart Part(IReadOnlyList<UInt128> hashes, Claim claim)
    {
        NativeColumn hash = Id("hash"), backlog = Id("backlog"), insertion = Id("insertion");
        for (var row = 0; row < hashes.Count; row++)
        {
            Write(hash, row, hashes[row]);
            Write(backlog, row, claim.Backlog);
            Write(insertion, row, claim.Insertion);
        }

        return new(StoreTable.Bodies, $"{claim.Insertion:x32}", hashes.Count, NativeBlock.Of([hash, backlog, insertion], hashes.Count));
    }

    /// <summary>The claims that hold, by the hash of the body.</summary>
    /// <exception cref="UnreachableException">The host does not answer.</exception>
    public static async Task<IReadOnlyDictionary<UInt128, Claim>> OfAsync(ClickHouseServers servers, ClickHouseHost host, string database, IReadOnlyList<UInt128> hashes, CancellationToken cancellation)
    {
        // Several nodes' claims may be in one part, where the server puts small inserts together: the lowest holds then, for everyone.
        var sql = $"""
            SELECT hex(hash), argMin((hex(backlog), hex(insertion)), (_block_number, insertion)) AS first, first.1, first.2 FROM `{database}`.{StoreTable.Bodies}
            WHERE hash IN ({string.Join(',', hashes.Select(h => $"unhex('{h:x32}')"))}) GROUP BY hash SETTINGS select_sequential_consistency = 1
            """;
        var claims = await servers.ReadAsync(host, sql, r => (Hash: Parse(r.GetString(0)), Claim: new Claim(Parse(r.GetString(2)), Parse(r.GetString(3)))), cancellation);
        return claims.ToDictionary(c => c.Hash, c => c.Claim);
    }

    private static NativeColumn Id(string name) => new(name, "FixedString(16)", 16, false);

    private static void Write(NativeColumn to, int row, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        to.Bytes(row, bytes);
    }

    private static UInt128 Parse(string hex) => UInt128.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
