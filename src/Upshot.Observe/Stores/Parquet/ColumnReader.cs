using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Upshot.Observe.Stores.Rows;
using ZstdSharp;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>
/// Reads a column of a row group, then the next into the same memory: data pages of version 1 with Zstandard and the encodings that
/// <see cref="ParquetFile"/> and DuckDB's COPY write. For one thread.
/// </summary>
/// <remarks>What is read is as it was sealed (<c>FileCheck</c>), and no stranger's file: what makes no sense is an exception, and it is no more looked for.</remarks>
internal sealed class ColumnReader : IDisposable
{
    private const int Zstandard = 6, KeptBytes = 8 << 20;
    private static readonly ConcurrentBag<ColumnReader> s_rested = [];
    private readonly Decompressor _zstd = new();
    private byte[] _chunk = [], _page = [];
    private int[] _levels = [], _codes = [];
    private ReadValues _values = new(ColumnType.Text);
    private bool _hasCodes, _hasNulls;
    private int _rows, _set;

    private ColumnReader()
    {
    }

    /// <summary>How many values there are, of rows with codes how many different ones.</summary>
    public int Count => _values.Count;

    /// <summary>Of which a row has one or none, by <see cref="ValueOf"/>.</summary>
    public int Rows => _rows;

    /// <exception cref="FormatException">It is not as it should be, or of a form that is not known here.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Read(SafeFileHandle file, ColumnPlace? place, ColumnType type, int rows)
    {
        if (_values.Type != type)
        {
            _values = new(type);
        }

        _values.Clear();
        (_rows, _set, _hasCodes, _hasNulls) = (0, 0, false, false);
        if (place is not { HasValues: true })
        {
            // A column that the file does not have has no value in it.
            (_rows, _hasNulls) = (rows, true);
            Reserve(ref _levels, rows);
            _levels.AsSpan(0, rows).Fill(-1);
            return;
        }

        try
        {
            ReadPages(file, place, type, rows);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException or ZstdException)
        {
            throw new FormatException($"A column cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Which value a row has; −1: none.</summary>
    public int ValueOf(int row)
    {
        var place = _hasNulls ? _levels[row] : row;
        return place < 0 || !_hasCodes ? place : _codes[place];
    }

    public long Number(int value) => _values.Numbers[value];

    public ReadOnlySpan<byte> Text(int value) => _values.Text(value);

    public UInt128 Uuid(int value) => _values.Uuid(value);

    /// <summary>One that is used by nobody else, until it is disposed of.</summary>
    public static ColumnReader Rent() => s_rested.TryTake(out var rested) ? rested : new();

    public void Dispose()
    {
        if (s_rested.Count < Environment.ProcessorCount && _chunk.Length + _page.Length + _values.Capacity < KeptBytes)
        {
            s_rested.Add(this);
        }
        else
        {
            _zstd.Dispose();
        }
    }

    private void ReadPages(SafeFileHandle file, ColumnPlace place, ColumnType type, int rows)
    {
        if (place.Physical != ParquetType.Of(type).Physical || place.Codec != Zstandard)
        {
            throw new FormatException($"A column of type {place.Physical} and codec {place.Codec}.");
        }

        Reserve(ref _chunk, place.Length);
        var left = _chunk.AsSpan(0, place.Length);
        if (!ParquetFooter.ReadAll(file, left, place.Start))
        {
            throw new FormatException("The file ends within a column.");
        }

        for (ReadOnlySpan<byte> bytes = left; _rows < rows;)
        {
            var header = PageHeader.Read(ref bytes);
            Reserve(ref _page, header.Uncompressed + BitUnpacking.Slack);
            if (_zstd.Unwrap(bytes[..header.Compressed], _page.AsSpan(0, header.Uncompressed)) != header.Uncompressed)
            {
                throw new FormatException("A page is shorter than it should be.");
            }

            bytes = bytes[header.Compressed..];
            if (header.IsDictionary)
            {
                _values.Add(header.Encoding, _page, 0, header.Uncompressed, header.Values);
                _hasCodes = true;
            }
            else
            {
                Data(header, rows);
            }
        }

        if (_rows != rows)
        {
            throw new FormatException($"A column of {_rows} rows where {rows} are right.");
        }
    }

    private void Data(PageHeader header, int rows)
    {
        if (_rows + header.Values > rows || header.Values == 0)
        {
            throw new FormatException($"A page of {header.Values} rows behind {_rows} of {rows}.");
        }

        var levels = BinaryPrimitives.ReadInt32LittleEndian(_page);
        var count = Levels(new HybridReader(_page.AsSpan(sizeof(int)), 1), header.Values);
        var at = checked(sizeof(int) + levels);
        if (levels < 0 || at > header.Uncompressed)
        {
            throw new FormatException("A page ends within its levels.");
        }

        if ((header.Encoding == ParquetEncoding.Dictionary) != _hasCodes)
        {
            throw new FormatException("Some pages of a column have codes, others do not.");
        }

        if (_hasCodes)
        {
            Codes(count, at, header.Uncompressed);
        }
        else
        {
            _values.Add(header.Encoding, _page, at, header.Uncompressed, count);
        }

        (_set, _rows) = (_set + count, _rows + header.Values);
    }

    /// <summary>Makes of levels which of the values each row has.</summary>
    /// <returns>How many rows have one.</returns>
    private int Levels(HybridReader reader, int count)
    {
        Reserve(ref _levels, _rows + count);
        var levels = _levels.AsSpan(_rows, count);
        var set = 0;
        for (var at = 0; at < count;)
        {
            var some = levels.Slice(at, reader.Next(levels[at..], out var same));
            if (!_hasNulls && (!same || some[0] == 0))
            {
                _hasNulls = true;
                for (var row = 0; row < _rows + at; row++)
                {
                    _levels[row] = row;
                }
            }

            if (!_hasNulls)
            {
                set += some.Length;
            }
            else
            {
                foreach (ref var level in some)
                {
                    level = level == 0 ? -1 : _set + set++;
                }
            }

            at += some.Length;
        }

        return set;
    }

    private void Codes(int count, int at, int end)
    {
        Reserve(ref _codes, _set + count);
        if (count == 0)
        {
            return;
        }

        var codes = _codes.AsSpan(_set, count);
        int width = at < end ? _page[at] : throw new FormatException("A page ends before its codes.");
        var reader = width <= 32 ? new HybridReader(_page.AsSpan(at + 1), width) : throw new FormatException($"Codes of {width} bits.");
        for (var done = 0; done < count;)
        {
            done += reader.Next(codes[done..], out _);
        }

        foreach (var code in codes)
        {
            if ((uint)code >= (uint)_values.Count)
            {
                throw new FormatException($"The code {code} of {_values.Count} values.");
            }
        }
    }

    private static void Reserve<T>(ref T[] room, int count)
    {
        if (room.Length < count)
        {
            Array.Resize(ref room, Math.Max(count, room.Length * 2));
        }
    }
}
