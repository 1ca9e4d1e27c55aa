using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Journals;

/// <param name="ValidLength">Where the last whole record ends.</param>
/// <param name="TornBytes">Bytes at the end that are the beginning of a record: it was being written when the process ended, so nobody was told that it was stored.</param>
/// <param name="DamagedBytes">Other bytes that are no record. Requests may have stood there that were acknowledged.</param>
internal sealed record JournalContents(IReadOnlyList<JournalEntry> Entries, long ValidLength, long TornBytes, long DamagedBytes);

/// <summary>
/// Reads a journal file after the process that wrote it has ended, however it ended. Each record proves itself by its hash,
/// so damage costs the records that it hit and no others.
/// </summary>
internal sealed class JournalReader : IDisposable
{
    private const int Window = 1 << 20;

    // Hashing wrong places takes time: bodies are chosen by strangers, and may look like many headers.
    private const int MaxTries = 10_000;
    private readonly SafeFileHandle _file;
    private readonly long _length;
    private readonly byte[] _header = new byte[Journal.HeaderLength];
    private int _tries;

    private JournalReader(string path)
    {
        _file = File.OpenHandle(path);
        _length = RandomAccess.GetLength(_file);
    }

    private enum Part
    {
        Whole,
        Torn,
        Damaged,
    }

    public static JournalContents Read(string path)
    {
        using var reader = new JournalReader(path);
        return reader.Read();
    }

    public void Dispose() => _file.Dispose();

    private JournalContents Read()
    {
        var entries = new List<JournalEntry>();
        long at = 0, valid = 0, damaged = 0;
        while (at < _length)
        {
            var part = TryRead(at, out var entry);
            if (part == Part.Whole)
            {
                entries.Add(entry!);
                at += entry!.JournalLength;
                valid = at;
                continue;
            }

            var next = FindRecord(at + 1);
            if (next < 0)
            {
                return part == Part.Torn
                    ? new(entries, valid, _length - at, damaged)
                    : new(entries, valid, 0, damaged + _length - at);
            }

            damaged += next - at;
            at = next;
        }

        return new(entries, valid, 0, damaged);
    }

    private Part TryRead(long at, out JournalEntry? entry)
    {
        entry = null;
        var there = (int)Math.Min(Journal.HeaderLength, _length - at);
        if (!ReadAll(_header.AsSpan(0, there), at))
        {
            return Part.Damaged;
        }

        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, Journal.Magic);
        if (!_header.AsSpan(0, Math.Min(there, magic.Length)).SequenceEqual(magic[..Math.Min(there, magic.Length)]))
        {
            return Part.Damaged;
        }

        if (there < Journal.HeaderLength)
        {
            return Part.Torn;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(4));
        if (BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(Journal.ChecksumAt)) != Journal.ChecksumOf(_header) || size > int.MaxValue)
        {
            return Part.Damaged;
        }

        if (at + Journal.HeaderLength + size > _length)
        {
            return Part.Torn;
        }

        var body = new RequestBuffer((int)size);
        var room = body.Room((int)size)[..(int)size];
        var hash = BinaryPrimitives.ReadUInt128LittleEndian(_header.AsSpan(24));
        if (!ReadAll(room.Span, at + Journal.HeaderLength) || Journal.HashOf(room.Span) != hash)
        {
            ((IDisposable)body).Dispose();
            return Part.Damaged;
        }

        var isRewritten = _header[Journal.RewrittenAt] == 1 && size >= ReceivedHash.Length;
        body.Advance((int)size - (isRewritten ? ReceivedHash.Length : 0));
        var receivedAt = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(16)));
        entry = new((TelemetrySignal)_header[8], receivedAt, isRewritten ? ReceivedHash.Read(room.Span) : hash, body) { IsRewritten = isRewritten };
        return Part.Whole;
    }

    /// <summary>Where the next whole record begins; negative when there is none.</summary>
    private long FindRecord(long from)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, Journal.Magic);
        var window = new byte[Window];
        while (from + Journal.HeaderLength <= _length)
        {
            var there = window.AsSpan(0, (int)Math.Min(Window, _length - from));
            if (!ReadAll(there, from))
            {
                return -1;
            }

            var found = there.IndexOf(magic);
            if (found < 0)
            {
                // The magic may lie across two windows.
                from += Math.Max(1, there.Length - magic.Length + 1);
                continue;
            }

            if (++_tries > MaxTries)
            {
                return -1;
            }

            if (TryRead(from + found, out var entry) == Part.Whole)
            {
                ((IDisposable)entry!.Body).Dispose();
                return from + found;
            }

            from += found + 1;
        }

        return -1;
    }

    private bool ReadAll(Span<byte> into, long at)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_file, into, at);
            if (read == 0)
            {
                return false;
            }

            into = into[read..];
            at += read;
        }

        return true;
    }
}
