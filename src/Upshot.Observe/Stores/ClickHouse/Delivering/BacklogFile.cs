using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Upshot.Observe.Files;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>Entries that stand one behind the other.</summary>
/// <param name="Entries">A null stands for one whose bytes are not those that were written.</param>
/// <param name="End">Where they end.</param>
internal sealed record BacklogGroup(BacklogFile File, IReadOnlyList<Delivery?> Entries, IReadOnlyList<BacklogEntry.Head> Heads, long End);

/// <summary>One file of the backlog: up to where it has been delivered, and the entries in the order they came. Written by one thread, read by one other.</summary>
internal sealed class BacklogFile : IDisposable
{
    private const ulong Magic = 0x32474F4C42505555; // "UUPBLOG2"
    private const int Start = 32, DeliveredAt = 8, IdAt = 16;
    private readonly SafeFileHandle _file;
    private bool _hasRemnant;

    private BacklogFile(string path, SafeFileHandle file, UInt128 id, long length, long delivered) => (Path, _file, Id, Length, Delivered) = (path, file, id, length, delivered);

    public string Path { get; }

    /// <summary>By chance: no other file of any node has it.</summary>
    public UInt128 Id { get; }

    /// <summary>Bytes that are durable.</summary>
    public long Length { get; private set; }

    /// <summary>Everything before it has arrived.</summary>
    public long Delivered { get; private set; }

    public long Left => Length - Delivered;

    /// <summary>Whether a file is no longer than its head: the disk was full, or the process ended, before anything in it was acknowledged.</summary>
    public static bool IsEmpty(string path) => new FileInfo(path).Length <= Start;

    public static BacklogFile Create(string path)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        OwnerOnly.File(path);
        var head = new byte[Start];
        BinaryPrimitives.WriteUInt64LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(DeliveredAt), Start);
        var id = BodyClaims.NewId();
        BinaryPrimitives.WriteUInt128LittleEndian(head.AsSpan(IdAt), id);
        RandomAccess.Write(file, head, 0);
        RandomAccess.FlushToDisk(file);
        Folders.Flush(System.IO.Path.GetDirectoryName(path)!);
        return new(path, file, id, Start, Start);
    }

    /// <summary>Of a run before; what its end had not written whole was never acknowledged, and goes.</summary>
    /// <param name="each">Is told of each entry that has not been delivered.</param>
    /// <returns>Null: it is no such file, or nothing of it is readable.</returns>
    public static BacklogFile? Open(string path, Action<BacklogEntry.Head> each)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var head = new byte[Start];
        var length = RandomAccess.GetLength(file);
        if (RandomAccess.Read(file, head, 0) < Start || BinaryPrimitives.ReadUInt64LittleEndian(head) != Magic || BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(DeliveredAt)) is var delivered && (delivered < Start || delivered > length))
        {
            file.Dispose();
            return null;
        }

        var opened = new BacklogFile(path, file, BinaryPrimitives.ReadUInt128LittleEndian(head.AsSpan(IdAt)), length, delivered);
        var at = delivered;
        while (opened.HeadAt(at) is { } entry && at + entry.Length <= length)
        {
            each(entry);
            at += entry.Length;
        }

        opened.IsDamaged = at < length && opened.HasEntryBehind(at);
        opened.Length = at;
        opened._hasRemnant = at < length;
        return opened;
    }

    /// <summary>Entries stand behind something that is none: they were acknowledged and cannot be found.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Writes the entries and returns when the disk has them. On failure none of them is in the file.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        try
        {
            CutOff();
            _hasRemnant = true;
            RandomAccess.Write(_file, entries, Length);
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(e.Message, e);
        }

        Length += entries.Sum(e => (long)e.Length);
        _hasRemnant = false;
    }

    /// <summary>The next entries, until there are so many, or so many rows or bytes of blocks. Of the same place always at least those of before: what was claimed together is delivered together.</summary>
    public BacklogGroup Next(int most, long rows, long bytes)
    {
        var (entries, heads, at, length) = (new List<Delivery?>(), new List<BacklogEntry.Head>(), Delivered, Length);
        while (entries.Count < most && rows > 0 && bytes > 0 && at < length && HeadAt(at) is { } head)
        {
            var read = new byte[head.Length];
            RandomAccess.Read(_file, read, at);
            var entry = BacklogEntry.Read(head, read);
            entries.Add(entry);
            heads.Add(head);
            at += head.Length;
            (rows, bytes) = (rows - head.Records, bytes - (entry?.Bytes ?? 0));
        }

        return new(this, entries, heads, at);
    }

    /// <summary>Everything before has arrived. Flushed: the next entries are read from here, so that no insert is ever found in pieces.</summary>
    public void Deliver(long end)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, end);
        RandomAccess.Write(_file, bytes, DeliveredAt);
        RandomAccess.FlushToDisk(_file);
        Delivered = end;
    }

    public void Dispose() => _file.Dispose();

    private BacklogEntry.Head? HeadAt(long at)
    {
        Span<byte> header = stackalloc byte[BacklogEntry.HeaderLength];
        return RandomAccess.Read(_file, header, at) < header.Length ? null : BacklogEntry.ReadHead(header);
    }

    private bool HasEntryBehind(long at)
    {
        var rest = new byte[Math.Min(RandomAccess.GetLength(_file) - at, 64 << 20)];
        var read = RandomAccess.Read(_file, rest, at);
        for (var i = 1; i + BacklogEntry.HeaderLength <= read; i++)
        {
            if (BacklogEntry.ReadHead(rest.AsSpan(i, BacklogEntry.HeaderLength)) is { } head && i + head.Length <= read && BacklogEntry.Read(head, rest.AsSpan(i, (int)head.Length)) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void CutOff()
    {
        if (_hasRemnant)
        {
            RandomAccess.SetLength(_file, Length);
            _hasRemnant = false;
        }
    }
}
