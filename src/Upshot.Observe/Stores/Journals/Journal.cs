using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using Upshot.Observe.Files;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Journals;

/// <summary>One request body with what the journal says of it.</summary>
/// <param name="Hash">128-bit hash of the bytes as they were received: recognises a request that was sent again.</param>
internal sealed record JournalEntry(TelemetrySignal Signal, DateTimeOffset ReceivedAt, UInt128 Hash, RequestBuffer Body)
{
    /// <summary>The body is not what was received: classed values have gone from it, or something was cut.</summary>
    public bool IsRewritten { get; init; }

    /// <summary>Bytes in the journal, with the header.</summary>
    public long JournalLength => Journal.HeaderLength + Body.Length + (IsRewritten ? ReceivedHash.Length : 0);
}

/// <summary>
/// The bodies of accepted requests in the order they came, one file a segment. A body is acknowledged when
/// <see cref="Append"/> has returned: its bytes are then on the disk. The format is described in docs/formats/data.md.
/// </summary>
internal sealed class Journal : IDisposable
{
    public const int HeaderLength = 40;
    public const int RewrittenAt = 9;
    public const int ChecksumAt = 12;
    public const uint Magic = 0x314A5055; // "UPJ1"
    private readonly SafeFileHandle _file;
    private readonly FileIdentity? _place;
    private bool _hasRemnant;

    private Journal(string path, SafeFileHandle file, long length)
    {
        Path = path;
        _file = file;
        _place = FileIdentity.Of(path);
        Length = length;
    }

    public string Path { get; }

    /// <summary>Whether the path still leads to the file that is written to.</summary>
    public bool IsInPlace => FileIdentity.Leads(Path, _place);

    /// <summary>Bytes that are durable.</summary>
    public long Length { get; private set; }

    /// <summary>The hash in the first record. Null: there is none, or it was there when the file was opened.</summary>
    public UInt128? First { get; private set; }

    /// <summary>The hash in the first record of a file; null when none begins there.</summary>
    public static UInt128? FirstIn(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[HeaderLength];
        return RandomAccess.Read(file, header, 0) == HeaderLength && BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic && BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(ChecksumAt)) == ChecksumOf(header)
            ? HashIn(header)
            : null;
    }

    private static UInt128 HashIn(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt128LittleEndian(header[24..]);

    /// <summary>Starts a new file, or goes on behind the first <paramref name="validLength"/> bytes of one that was read.</summary>
    public static Journal Open(string path, long validLength = 0)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        OwnerOnly.File(path);
        RandomAccess.SetLength(file, validLength);
        RandomAccess.FlushToDisk(file);
        Folders.Flush(System.IO.Path.GetDirectoryName(path)!);
        return new Journal(path, file, validLength);
    }

    public static UInt128 HashOf(ReadOnlySpan<byte> body) => XxHash128.HashToUInt128(body);

    /// <summary>Writes the entries and returns when the disk has them. On failure none of them is in the journal.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Append(IReadOnlyList<JournalEntry> entries)
    {
        var parts = new List<ReadOnlyMemory<byte>>(entries.Count * 2);
        long written = 0;
        foreach (var entry in entries)
        {
            parts.AddRange(Parts(entry));
            written += entry.JournalLength;
        }

        try
        {
            CutOff();
            _hasRemnant = true;
            RandomAccess.Write(_file, parts, Length);
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryCutOff();
            throw new IOException(e.Message, e);
        }

        First ??= Length == 0 && parts.Count > 0 ? HashIn(parts[0].Span) : null;
        Length += written;
        _hasRemnant = false;
    }

    /// <summary>What stands in the file for an entry.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Parts(JournalEntry entry)
    {
        var body = entry.Body.Memory[..entry.Body.Length];
        if (!entry.IsRewritten)
        {
            return [Header(entry.Signal, entry.ReceivedAt, entry.Hash, entry.Body.Length), body];
        }

        var received = ReceivedHash.Field(entry.Hash);
        return [Header(entry.Signal, entry.ReceivedAt, ReceivedHash.OfBoth(body.Span, received), entry.Body.Length + received.Length, isRewritten: true), body, received];
    }

    /// <summary>Half a record must not stand before the next one, nor a whole one behind it that its sender was refused.</summary>
    private void CutOff()
    {
        if (_hasRemnant)
        {
            RandomAccess.SetLength(_file, Length);
            _hasRemnant = false;
        }
    }

    private void TryCutOff()
    {
        try
        {
            CutOff();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Before the next record, then: until that works nothing is written.
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The header's own checksum: everything in it but the four bytes of the checksum itself.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> header)
    {
        var hash = new XxHash32();
        hash.Append(header[..ChecksumAt]);
        hash.Append(header[(ChecksumAt + sizeof(uint))..HeaderLength]);
        return hash.GetCurrentHashAsUInt32();
    }

    public static byte[] Header(TelemetrySignal signal, DateTimeOffset receivedAt, UInt128 hash, int length, bool isRewritten = false)
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)length);
        header[8] = (byte)signal;
        header[RewrittenAt] = isRewritten ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), receivedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt128LittleEndian(header.AsSpan(24), hash);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ChecksumAt), ChecksumOf(header));
        return header;
    }
}
