using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Upshot.Observe.Files;
using Upshot.Observe.Stores.Journals;

namespace Upshot.Observe.Stores.DuckDb;

/// <param name="Length">Bytes of the journal that were acknowledged.</param>
/// <param name="Records">Records in them: spans, log records, data points.</param>
/// <param name="First">When the first request came, Unix milliseconds; <paramref name="Last"/>: the last.</param>
/// <param name="IsSealed">Its journal is no longer needed.</param>
internal sealed record JournalNote(long Number, long Length, long Records, long First, long Last, bool IsSealed = false)
{
    private const int HeadBits = 56;

    /// <summary>Part of the hash in the first record: tells the journal from another one that was put in its place. Zero: not known.</summary>
    public ulong Head { get; init; }

    public static ulong HeadOf(UInt128? first) => (ulong)((first ?? 0) & ((UInt128.One << HeadBits) - 1));

    /// <summary>Whether the file begins as the journal did, as far as that is known.</summary>
    public bool IsOf(string path) => Head == 0 || Head == HeadOf(Journal.FirstIn(path));

    public JournalNote And(long length, long records, long first, long last, ulong head = 0) =>
        this with { Length = length, Records = Records + records, First = Records == 0 ? first : Math.Min(First, first), Last = Math.Max(Last, last), Head = Head == 0 ? head : Head };
}

/// <summary>
/// What the journals must hold, written down beside them: so a journal that is gone, empty or cut is noticed. The format is
/// described in docs/formats/data.md. Used by the writer's thread, but for <see cref="Sealed"/>: under the lock a note gets its place, and it is written there outside of it.
/// </summary>
/// <remarks>
/// An acknowledged length is written in place and not flushed: it survives the end of the process, and costs intake no second
/// flush. After a power failure the notes may be some seconds old: then they claim less than there is, never more.
/// </remarks>
internal sealed class JournalManifest : IDisposable
{
    public const string Name = "manifest";
    private const int SlotLength = 64, ChecksumAt = 4, FirstAppended = 2;
    private const uint Magic = 0x314D5055; // "UPM1"

    // No journal has it.
    private const long OwnerNumber = 0;
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly JournalNote _owner;
    private readonly ILogger _log;
    private readonly Dictionary<long, JournalNote> _notes;

    // None while the disk has no room for it: the journals themselves have everything, and the manifest before stays.
    private SafeFileHandle? _file;
    private long _sequence;
    private long _end;

    // Which of the two places at the front is next.
    private bool _turn;

    private JournalManifest(string path, string store, IEnumerable<JournalNote> notes, ILogger log)
    {
        (_path, _owner, _log) = (path, new(OwnerNumber, 0, 0, 0, 0) { Head = OwnerOf(store) }, log);
        _notes = notes.ToDictionary(n => n.Number);
    }

    /// <summary>The latest note of each journal; none when there is no manifest, or it is of another directory. Slots that are damaged say nothing.</summary>
    /// <param name="store">The directory's identity; null: any.</param>
    public static IReadOnlyDictionary<long, JournalNote> Read(string path, string? store = null)
    {
        var notes = ReadAll(path);
        var isOurs = !notes.Remove(OwnerNumber, out var owner) || store is null || owner.Head == OwnerOf(store);
        return isOurs ? notes : new Dictionary<long, JournalNote>();
    }

    /// <summary>What stands in the manifest of a directory for its identity.</summary>
    private static ulong OwnerOf(string store) => JournalNote.HeadOf(XxHash128.HashToUInt128(System.Text.Encoding.UTF8.GetBytes(store)));

    private static Dictionary<long, JournalNote> ReadAll(string path)
    {
        var latest = new Dictionary<long, (long Sequence, JournalNote Note)>();
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        for (var at = 0; at + SlotLength <= bytes.Length; at += SlotLength)
        {
            var slot = bytes.AsSpan(at, SlotLength);
            if (BinaryPrimitives.ReadUInt32LittleEndian(slot) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(slot[ChecksumAt..]) != ChecksumOf(slot))
            {
                continue;
            }

            var sequence = BinaryPrimitives.ReadInt64LittleEndian(slot[48..]);
            var note = new JournalNote(
                BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), BinaryPrimitives.ReadInt64LittleEndian(slot[16..]), BinaryPrimitives.ReadInt64LittleEndian(slot[24..]),
                BinaryPrimitives.ReadInt64LittleEndian(slot[32..]), BinaryPrimitives.ReadInt64LittleEndian(slot[40..]), slot[56] == 1)
            { Head = BinaryPrimitives.ReadUInt64LittleEndian(slot[56..]) >> 8 };
            if (!latest.TryGetValue(note.Number, out var known) || known.Sequence < sequence)
            {
                latest[note.Number] = (sequence, note);
            }
        }

        return latest.ToDictionary(l => l.Key, l => l.Value.Note);
    }

    /// <summary>A new manifest in the place of the old one, with what the journals hold now; where there is no room for it, as soon as a journal begins and there is.</summary>
    /// <param name="store">The directory's identity.</param>
    public static JournalManifest Create(string path, string store, IReadOnlyCollection<JournalNote> notes, ILogger log)
    {
        var manifest = new JournalManifest(path, store, notes, log);
        manifest.TryWriteAnew();
        return manifest;
    }

    /// <summary>A journal begins. What was acknowledged in the one before is flushed with it.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Opened(long number)
    {
        (byte[] Bytes, long At) notes;
        lock (_gate)
        {
            var before = _notes.Values.Where(n => !n.IsSealed).MaxBy(n => n.Number);
            _notes[number] = new(number, 0, 0, 0, 0);
            notes = _file is null ? ([], 0) : Place(before is null || before.Number == number ? [_notes[number]] : [before, _notes[number]]);
        }

        // Nobody but this thread gives it another file.
        if (_file is null)
        {
            TryWriteAnew();
        }
        else
        {
            RandomAccess.Write(_file, notes.Bytes, notes.At);
            RandomAccess.FlushToDisk(_file);
        }
    }

    /// <summary>So much is acknowledged now. Two places are written in turn: one of them is whole at any moment.</summary>
    public void Acknowledged(long number, long length, long records, long first, long last, ulong head = 0)
    {
        byte[] slot;
        lock (_gate)
        {
            var note = (_notes.GetValueOrDefault(number) ?? new(number, 0, 0, 0, 0)).And(length, records, first, last, head);
            _notes[number] = note;
            if (_file is null)
            {
                return;
            }

            slot = Slot(note);
        }

        try
        {
            _turn = !_turn;
            RandomAccess.Write(_file, slot, _turn ? SlotLength : 0);
        }
        catch (IOException e)
        {
            // The journal itself has it; a note that is old claims less.
            _log.LogDebug(e, "The manifest {Path} says less than the journal {Number} holds", _path, number);
        }
    }

    /// <summary>The journal may go.</summary>
    public void Sealed(long number)
    {
        SafeFileHandle file;
        (byte[] Bytes, long At) notes;
        lock (_gate)
        {
            if (!_notes.Remove(number, out var note) || _file is null)
            {
                return;
            }

            (file, notes) = (_file, Place([note with { IsSealed = true }]));
        }

        SayItIsSealed(file, notes);
    }

    public void Dispose() => _file?.Dispose();

    private void TryWriteAnew()
    {
        var unfinished = _path + ".tmp";
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            IReadOnlyList<JournalNote> written;
            (byte[] Bytes, long At) notes;
            lock (_gate)
            {
                _end = FirstAppended * SlotLength;
                written = [.. _notes.Values];
                notes = Place([_owner, .. written]);
            }

            RandomAccess.Write(file, notes.Bytes, notes.At);
            RandomAccess.FlushToDisk(file);
            File.Move(unfinished, _path, overwrite: true);
            Folders.Flush(Path.GetDirectoryName(_path)!);
            lock (_gate)
            {
                // What was sealed meanwhile found no file to say it in.
                notes = Place([.. written.Where(n => !_notes.ContainsKey(n.Number)).Select(n => n with { IsSealed = true })]);
                _file = file;
            }

            SayItIsSealed(file, notes);
        }
        catch (IOException e)
        {
            file?.Dispose();
            _log.LogWarning(e, "The manifest {Path} cannot be written now: a journal that is lost meanwhile may not be noticed. It is tried again when the next journal begins", _path);
        }
    }

    private void SayItIsSealed(SafeFileHandle file, (byte[] Bytes, long At) notes)
    {
        try
        {
            RandomAccess.Write(file, notes.Bytes, notes.At);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The catalog says it too.
            _log.LogDebug(e, "The manifest {Path} does not say of each journal that it is sealed", _path);
        }
    }

    /// <summary>Notes as they are written, and where: behind all others. Under the lock.</summary>
    private (byte[] Bytes, long At) Place(IReadOnlyList<JournalNote> notes)
    {
        var (bytes, at) = (notes.SelectMany(Slot).ToArray(), _end);
        _end += bytes.Length;
        return (bytes, at);
    }

    private byte[] Slot(JournalNote note)
    {
        var slot = new byte[SlotLength];
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(8), note.Number);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(16), note.Length);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(24), note.Records);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(32), note.First);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(40), note.Last);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(48), ++_sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(slot.AsSpan(56), (note.Head << 8) | (note.IsSealed ? 1UL : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(ChecksumAt), ChecksumOf(slot));
        return slot;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> slot)
    {
        var hash = new XxHash32();
        hash.Append(slot[..ChecksumAt]);
        hash.Append(slot[(ChecksumAt + sizeof(uint))..SlotLength]);
        return hash.GetCurrentHashAsUInt32();
    }
}
