using System.Buffers.Binary;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Values of one column as they are read from pages: numbers as 64 bits, doubles by their bits, texts and ids as bytes.</summary>
internal sealed class ReadValues(ColumnType type)
{
    private const int UuidBytes = 16;

    /// <summary>Of texts: where each begins, and where the last ends.</summary>
    private int[] _starts = new int[1];
    private byte[] _bytes = [];
    private long[] _numbers = [];

    public ColumnType Type { get; } = type;

    public int Count { get; private set; }

    public ReadOnlySpan<long> Numbers => _numbers.AsSpan(0, Count);

    public ReadOnlySpan<byte> Text(int value) => _bytes.AsSpan(_starts[value], _starts[value + 1] - _starts[value]);

    public UInt128 Uuid(int value) => BinaryPrimitives.ReadUInt128BigEndian(_bytes.AsSpan(value * UuidBytes, UuidBytes));

    /// <summary>How much memory there is for texts and ids.</summary>
    public int Capacity => _bytes.Length;

    public void Clear() => Count = 0;

    /// <summary>Adds the values of a page, from a place in it to its end; behind that is <see cref="BitUnpacking.Slack"/>.</summary>
    /// <exception cref="FormatException">They are of another form, or not so many.</exception>
    public void Add(ParquetEncoding encoding, ReadOnlySpan<byte> page, int at, int end, int count)
    {
        switch (Type)
        {
            case ColumnType.Text or ColumnType.Json or ColumnType.Blob when encoding == ParquetEncoding.Plain:
                AddPlainTexts(page[at..end], count);
                break;
            case ColumnType.Text or ColumnType.Json or ColumnType.Blob when encoding == ParquetEncoding.DeltaLength:
                AddTexts(page, at, end, count);
                break;
            case ColumnType.Uuid when encoding == ParquetEncoding.Plain:
                var ids = page[at..end][..checked(count * UuidBytes)];
                ids.CopyTo(Bytes(Count * UuidBytes, ids.Length));
                break;
            case ColumnType.Boolean when encoding == ParquetEncoding.Plain:
                var bits = RoomFor(count);
                for (var i = 0; i < count; i++)
                {
                    bits[i] = (page[at..end][i >> 3] >> (i & 7)) & 1;
                }

                break;
            case ColumnType.TinyInteger when encoding == ParquetEncoding.Plain:
                AddPlain(page[at..end], sizeof(int), RoomFor(count));
                break;
            case ColumnType.Integer or ColumnType.Unsigned or ColumnType.Timestamp or ColumnType.Double when encoding == ParquetEncoding.Plain:
                AddPlain(page[at..end], sizeof(long), RoomFor(count));
                break;
            case ColumnType.Integer or ColumnType.Unsigned or ColumnType.Timestamp or ColumnType.TinyInteger when encoding == ParquetEncoding.Delta:
                DeltaReader.Read(page[at..(end + BitUnpacking.Slack)], RoomFor(count));
                break;
            case ColumnType.Double when encoding == ParquetEncoding.ByteStreamSplit:
                AddStreams(page[at..end], RoomFor(count));
                break;
            default:
                throw new FormatException($"A column of {Type} in the encoding {encoding}.");
        }

        Count += count;
    }

    private void AddPlainTexts(ReadOnlySpan<byte> page, int count)
    {
        var starts = Starts(count);
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(page);
            page.Slice(sizeof(int), length).CopyTo(Bytes(starts[i], length));
            starts[i + 1] = starts[i] + length;
            page = page[(sizeof(int) + length)..];
        }
    }

    /// <summary>Lengths, then all texts up to the end.</summary>
    private void AddTexts(ReadOnlySpan<byte> page, int at, int end, int count)
    {
        var starts = Starts(count);
        var lengths = RoomFor(count);
        DeltaReader.Read(page[at..(end + BitUnpacking.Slack)], lengths);
        for (var i = 0; i < count; i++)
        {
            starts[i + 1] = lengths[i] >= 0 ? checked(starts[i] + (int)lengths[i]) : throw new FormatException("A text of less than nothing.");
        }

        var length = starts[count] - starts[0];
        page[at..end][^length..].CopyTo(Bytes(starts[0], length));
    }

    private static void AddPlain(ReadOnlySpan<byte> page, int size, Span<long> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = size == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(page[(i * size)..]) : BinaryPrimitives.ReadInt64LittleEndian(page[(i * size)..]);
        }
    }

    private static void AddStreams(ReadOnlySpan<byte> page, Span<long> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            var bits = 0L;
            for (var part = 0; part < sizeof(long); part++)
            {
                bits |= (long)page[(part * into.Length) + i] << (8 * part);
            }

            into[i] = bits;
        }
    }

    private Span<int> Starts(int count)
    {
        if (_starts.Length <= Count + count)
        {
            Array.Resize(ref _starts, Math.Max(Count + count + 1, _starts.Length * 2));
        }

        return _starts.AsSpan(Count, count + 1);
    }

    private Span<long> RoomFor(int count)
    {
        if (_numbers.Length < Count + count)
        {
            Array.Resize(ref _numbers, Math.Max(Count + count, _numbers.Length * 2));
        }

        return _numbers.AsSpan(Count, count);
    }

    private Span<byte> Bytes(int from, int length)
    {
        if (_bytes.Length < from + length)
        {
            Array.Resize(ref _bytes, Math.Max(from + length, _bytes.Length * 2));
        }

        return _bytes.AsSpan(from, length);
    }
}
