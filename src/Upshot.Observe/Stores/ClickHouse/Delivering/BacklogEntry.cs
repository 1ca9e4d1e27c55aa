using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Upshot.Observe.Otlp;
using ZstdSharp;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>
/// A delivery as it stands in a file of the backlog: a header of 64 bytes, and the blocks behind it, compressed. All numbers are little-endian; see docs/formats/clickhouse.md.
/// </summary>
internal static class BacklogEntry
{
    public const int HeaderLength = 64;

    private const uint Magic = 0x31425055; // "UPB1"
    private const int Level = 1, ChecksumAt = 48;

    /// <summary>What a header says of the entry behind it.</summary>
    internal readonly record struct Head(int PayloadLength, TelemetrySignal Signal, UInt128 Hash, long Records, long First, long Last, UInt128 Checksum)
    {
        public long Length => HeaderLength + PayloadLength;
    }

    public static byte[] Write(Delivery delivery)
    {
        using var blocks = new MemoryStream();
        using (var writer = new BinaryWriter(blocks, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(delivery.Blocks.Count);
            foreach (var block in delivery.Blocks)
            {
                writer.Write(block.Table);
                writer.Write(block.Rows);
                writer.Write(block.Block.Length);
                writer.Write(block.Block);
            }
        }

        using var compressor = new Compressor(Level);
        var payload = compressor.Wrap(blocks.GetBuffer().AsSpan(0, (int)blocks.Length));
        var entry = new byte[HeaderLength + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), payload.Length);
        entry[8] = (byte)delivery.Signal;
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(12), (uint)Math.Min(delivery.Records, uint.MaxValue));
        BinaryPrimitives.WriteUInt128LittleEndian(entry.AsSpan(16), delivery.Hash);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(32), delivery.First);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(40), delivery.Last);
        payload.CopyTo(entry.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt128LittleEndian(entry.AsSpan(ChecksumAt), ChecksumOf(entry));
        return entry;
    }

    /// <summary>Null: these are no header.</summary>
    public static Head? ReadHead(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic || BinaryPrimitives.ReadInt32LittleEndian(header[4..]) < 0 || !Enum.IsDefined((TelemetrySignal)header[8]))
        {
            return null;
        }

        return new(
            BinaryPrimitives.ReadInt32LittleEndian(header[4..]), (TelemetrySignal)header[8], BinaryPrimitives.ReadUInt128LittleEndian(header[16..]), BinaryPrimitives.ReadUInt32LittleEndian(header[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[32..]), BinaryPrimitives.ReadInt64LittleEndian(header[40..]), BinaryPrimitives.ReadUInt128LittleEndian(header[ChecksumAt..]));
    }

    /// <summary>Null: the bytes are not those that were written.</summary>
    public static Delivery? Read(in Head head, ReadOnlySpan<byte> entry)
    {
        if (entry.Length != head.Length || ChecksumOf(entry) != head.Checksum)
        {
            return null;
        }

        using var decompressor = new Decompressor();
        using var reader = new BinaryReader(new MemoryStream(decompressor.Unwrap(entry[HeaderLength..]).ToArray()), Encoding.UTF8);
        var blocks = new TableBlock[reader.ReadInt32()];
        for (var i = 0; i < blocks.Length; i++)
        {
            var (table, rows) = (reader.ReadString(), reader.ReadInt32());
            blocks[i] = new(table, rows, reader.ReadBytes(reader.ReadInt32()));
        }

        return new(head.Hash, head.Signal, head.Records, head.First, head.Last, blocks);
    }

    private static UInt128 ChecksumOf(ReadOnlySpan<byte> entry)
    {
        var hash = new XxHash128();
        hash.Append(entry[..ChecksumAt]);
        hash.Append(entry[HeaderLength..]);
        return hash.GetCurrentHashAsUInt128();
    }
}
