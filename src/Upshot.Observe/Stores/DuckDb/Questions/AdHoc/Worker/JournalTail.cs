using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Journals;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>
/// The acknowledged requests of a journal that is still being written, read in place: its beginning never changes. What was
/// found once is kept, so that the next question looks at what came since.
/// </summary>
internal sealed unsafe class JournalTail(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    private readonly List<(long Offset, int Length, TelemetrySignal Signal, long ReceivedAt)> _entries = [];
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private byte* _start;
    private long _mapped;
    private long _at;

    public string Path { get; } = path;

    /// <summary>The first requests, as many as were acknowledged; valid until the next call.</summary>
    /// <exception cref="QueryException">They are not there: the disk has lost what it had.</exception>
    public IReadOnlyList<(TelemetrySignal Signal, RequestBytes Body)> First(int count)
    {
        if (!TryFind(count))
        {
            throw new QueryException($"What came since the last seal cannot be read: {System.IO.Path.GetFileName(Path)} is not as it was written. Check the disk. The server still has it in memory: POST /api/v1/seal writes it elsewhere.");
        }

        return [.. _entries.Take(count).Select(e => (e.Signal, new RequestBytes(new Slice(_start + e.Offset, e.Length), e.ReceivedAt)))];
    }

    public void Dispose()
    {
        Unmap();
        _file.Dispose();
    }

    /// <summary>False when the bytes are not as they were written, or not all there.</summary>
    private bool TryFind(int count)
    {
        if (_entries.Count >= count)
        {
            return true;
        }

        Map();
        while (_entries.Count < count)
        {
            if (_mapped - _at < Journal.HeaderLength)
            {
                return false;
            }

            var header = new ReadOnlySpan<byte>(_start + _at, Journal.HeaderLength);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Journal.Magic
                || BinaryPrimitives.ReadUInt32LittleEndian(header[Journal.ChecksumAt..]) != Journal.ChecksumOf(header)
                || size > _mapped - _at - Journal.HeaderLength
                || Journal.HashOf(new ReadOnlySpan<byte>(_start + _at + Journal.HeaderLength, (int)size)) != BinaryPrimitives.ReadUInt128LittleEndian(header[24..]))
            {
                return false;
            }

            _entries.Add((_at + Journal.HeaderLength, (int)size, (TelemetrySignal)header[8], BinaryPrimitives.ReadInt64LittleEndian(header[16..]) * 1_000_000));
            _at += Journal.HeaderLength + size;
        }

        return true;
    }

    private void Map()
    {
        Unmap();
        var length = _file.Length;
        if (length > 0)
        {
            // As long as it is by now: it grows, and a length that it had a moment ago would be refused.
            _map = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
            _mapped = Math.Min(length, _view.Capacity);
        }
    }

    private void Unmap()
    {
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _map!.Dispose();
            (_view, _map, _mapped) = (null, null, 0);
            _start = null;
        }
    }
}
