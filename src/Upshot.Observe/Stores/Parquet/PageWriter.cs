using System.Buffers;
using System.Buffers.Binary;
using ZstdSharp;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Pages of one column after the other, compressed, as they stand in a file.</summary>
internal sealed class PageWriter : IDisposable
{
    private const int Level = 3;
    private const int DataPage = 0, DictionaryPage = 2;

    /// <summary>What one unusual row group needed is not kept for all that follow.</summary>
    private const int Kept = 8 << 20;

    private readonly Compressor _zstd = new(Level);
    private readonly ArrayBufferWriter<byte> _levels = new();
    private ArrayBufferWriter<byte> _output = new();
    private ArrayBufferWriter<byte> _page = new();
    private byte[] _compressed = [];
    private int[] _codes = [];
    private long[] _numbers = [];

    /// <summary>Where the values of a data page are made.</summary>
    public ArrayBufferWriter<byte> Values { get; private set; } = new();

    /// <summary>Where those of a dictionary page are made.</summary>
    public ArrayBufferWriter<byte> Plain { get; private set; } = new();

    /// <summary>What was written since it was cleared.</summary>
    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    /// <summary>What Parquet calls the uncompressed size of what was written: pages as they were before, with their headers.</summary>
    public long Uncompressed { get; private set; }

    /// <summary>A dictionary page: each value once, plain.</summary>
    public void Dictionary(int count, ReadOnlySpan<byte> values) => Write(DictionaryPage, count, values, ParquetEncoding.Plain);

    /// <summary>The data page of a column: which rows have a value, then <see cref="Values"/>.</summary>
    public void Data(Validity validity, int rows, ParquetEncoding encoding)
    {
        _levels.ResetWrittenCount();
        HybridRuns.Levels(validity, rows, _levels);

        _page.ResetWrittenCount();
        BinaryPrimitives.WriteInt32LittleEndian(_page.GetSpan(sizeof(int)), _levels.WrittenCount);
        _page.Advance(sizeof(int));
        _page.Write(_levels.WrittenSpan);
        _page.Write(Values.WrittenSpan);
        Write(DataPage, rows, _page.WrittenSpan, encoding);
    }

    /// <summary>Room for codes, while a column is encoded.</summary>
    public Span<int> Codes(int count) => Room(ref _codes, count);

    /// <summary>Room for numbers, while a column is encoded.</summary>
    public Span<long> Numbers(int count) => Room(ref _numbers, count);

    public void Clear()
    {
        Uncompressed = 0;
        (_output, _page, Values, Plain) = (Cleared(_output), Cleared(_page), Cleared(Values), Cleared(Plain));
        _compressed = _compressed.Length > Kept ? [] : _compressed;
    }

    public void Dispose() => _zstd.Dispose();

    private void Write(int type, int count, ReadOnlySpan<byte> page, ParquetEncoding encoding)
    {
        var bound = Compressor.GetCompressBound(page.Length);
        if (_compressed.Length < bound)
        {
            _compressed = new byte[bound];
        }

        var length = _zstd.Wrap(page, _compressed);
        var start = _output.WrittenCount;
        var header = new CompactWriter(_output);
        header.Int(1, type);
        header.Int(2, page.Length);
        header.Int(3, length);
        header.BeginStruct(type == DataPage ? (short)5 : (short)7);
        header.Int(1, count);
        header.Int(2, (int)encoding);
        if (type == DataPage)
        {
            header.Int(3, (int)ParquetEncoding.Runs);
            header.Int(4, (int)ParquetEncoding.Runs);
        }

        header.EndStruct();
        header.End();
        Uncompressed += _output.WrittenCount - start + page.Length;
        _output.Write(_compressed.AsSpan(0, length));
    }

    private static Span<T> Room<T>(ref T[] room, int count)
    {
        if (room.Length < count)
        {
            room = new T[Math.Max(count, room.Length * 2)];
        }

        return room.AsSpan(0, count);
    }

    private static ArrayBufferWriter<byte> Cleared(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > Kept)
        {
            return new();
        }

        buffer.ResetWrittenCount();
        return buffer;
    }
}
