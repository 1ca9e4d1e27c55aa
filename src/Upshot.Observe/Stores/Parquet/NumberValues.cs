using System.Buffers;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Numbers, times and booleans, each as 64 bits until it is written.</summary>
internal sealed class NumberValues(Column column) : ColumnValues(column)
{
    /// <summary>So few different ones go into a dictionary, whatever else could be done with them.</summary>
    private const int Few = 1024;

    /// <summary>After so many values a column whose values hardly repeat is known for it.</summary>
    private const int Probe = 4096;

    private readonly ColumnType _type = column.Type;
    private readonly ValueDictionary<long> _dictionary = new();
    private long[] _values = [];

    private int Size => _type == ColumnType.TinyInteger ? sizeof(int) : sizeof(long);

    public void Set(int row, long value)
    {
        Validity.Set(row);
        if (Validity.Count > _values.Length)
        {
            Array.Resize(ref _values, Math.Max(1024, _values.Length * 2));
        }

        _values[Validity.Count - 1] = value;
    }

    public override void Forget(int row) => Validity.Forget(row);

    public override void Clear()
    {
        base.Clear();
        _dictionary.Clear();
    }

    protected override EncodedValues Encode(PageWriter pages)
    {
        var values = _values.AsSpan(0, Validity.Count);
        if (_type == ColumnType.Boolean)
        {
            return new(ParquetEncoding.Plain, WriteBits(values, pages.Values), null);
        }

        var statistics = NumberStatistics.Of(_type, values);
        var codes = pages.Codes(values.Length);
        if (!TryDictionary(values, codes))
        {
            return new(WriteEach(values, pages.Values), statistics, null);
        }

        if (_dictionary.Count > Few)
        {
            var each = WriteEach(values, pages.Values);
            var withDictionary = (_dictionary.Count * (long)Size) + ((long)values.Length * BitPacking.WidthOf((ulong)_dictionary.Count - 1) / 8);
            if (pages.Values.WrittenCount <= withDictionary)
            {
                return new(each, statistics, null);
            }

            pages.Values.ResetWrittenCount();
        }

        WritePlain(_dictionary.Values, pages.Plain);
        pages.Dictionary(_dictionary.Count, pages.Plain.WrittenSpan);
        WriteCodes(codes, _dictionary.Count, pages.Values);
        return new(ParquetEncoding.Dictionary, statistics with { Distinct = _dictionary.Count }, Filter(pages.Plain.WrittenSpan));
    }

    /// <summary>False: they hardly repeat.</summary>
    private bool TryDictionary(ReadOnlySpan<long> values, Span<int> codes)
    {
        var code = codes[0] = _dictionary.CodeOf(values[0]);
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] != values[i - 1])
            {
                code = _dictionary.CodeOf(values[i]);
            }

            codes[i] = code;
            if (i == Probe && _dictionary.Count > Probe * 3 / 4)
            {
                return false;
            }
        }

        return true;
    }

    private ParquetEncoding WriteEach(ReadOnlySpan<long> values, ArrayBufferWriter<byte> output)
    {
        if (_type == ColumnType.Double)
        {
            WriteStreams(values, output);
            return ParquetEncoding.ByteStreamSplit;
        }

        DeltaEncoding.Write(values, output);
        return ParquetEncoding.Delta;
    }

    /// <summary>The first bytes of all values, then their second ones, and so on.</summary>
    private static void WriteStreams(ReadOnlySpan<long> values, ArrayBufferWriter<byte> output)
    {
        var room = output.GetSpan(values.Length * sizeof(long));
        for (var part = 0; part < sizeof(long); part++)
        {
            var stream = room.Slice(part * values.Length, values.Length);
            for (var i = 0; i < values.Length; i++)
            {
                stream[i] = (byte)(values[i] >> (8 * part));
            }
        }

        output.Advance(values.Length * sizeof(long));
    }

    private static ColumnStatistics WriteBits(ReadOnlySpan<long> values, ArrayBufferWriter<byte> output)
    {
        var (any, all) = (false, true);
        var room = output.GetSpan((values.Length + 7) / 8)[..((values.Length + 7) / 8)];
        room.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            var isTrue = values[i] != 0;
            (any, all) = (any || isTrue, all && isTrue);
            room[i >> 3] |= (byte)(isTrue ? 1 << (i & 7) : 0);
        }

        output.Advance(room.Length);
        return new([(byte)(all ? 1 : 0)], [(byte)(any ? 1 : 0)]);
    }

    private void WritePlain(ReadOnlySpan<long> values, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        foreach (var value in values)
        {
            NumberStatistics.Write(value, output.GetSpan(sizeof(long)));
            output.Advance(Size);
        }
    }

    private BloomFilter? Filter(ReadOnlySpan<byte> plain)
    {
        // Zero is two numbers to a filter, and nobody asks for an exact time.
        if (_dictionary.Count > MaxFiltered || _type is ColumnType.Double or ColumnType.Timestamp)
        {
            return null;
        }

        var filter = new BloomFilter(_dictionary.Count);
        for (var code = 0; code < _dictionary.Count; code++)
        {
            filter.Add(plain.Slice(code * Size, Size));
        }

        return filter;
    }
}
