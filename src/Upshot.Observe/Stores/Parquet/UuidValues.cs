using System.Buffers;
using System.Buffers.Binary;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Ids of 16 bytes.</summary>
internal sealed class UuidValues(Column column) : ColumnValues(column)
{
    private const int Size = 16;
    private readonly ValueDictionary<UInt128> _dictionary = new();
    private UInt128[] _values = [];

    /// <summary>Each different one, once it was encoded.</summary>
    public ReadOnlySpan<UInt128> Different => _dictionary.Values;

    public void Set(int row, UInt128 value)
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
        var codes = pages.Codes(values.Length);
        var (min, max) = (values[0], values[0]);
        for (var i = 0; i < values.Length; i++)
        {
            codes[i] = _dictionary.CodeOf(values[i]);
        }

        foreach (var value in _dictionary.Values)
        {
            (min, max) = (UInt128.Min(min, value), UInt128.Max(max, value));
        }

        var statistics = new ColumnStatistics(Bytes(min), Bytes(max));
        var withDictionary = (_dictionary.Count * (long)Size) + ((long)values.Length * BitPacking.WidthOf((ulong)_dictionary.Count - 1) / 8);
        if (withDictionary >= (long)values.Length * Size)
        {
            WritePlain(values, pages.Values);
            return new(ParquetEncoding.Plain, statistics, null);
        }

        pages.Plain.ResetWrittenCount();
        WritePlain(_dictionary.Values, pages.Plain);
        pages.Dictionary(_dictionary.Count, pages.Plain.WrittenSpan);
        WriteCodes(codes, _dictionary.Count, pages.Values);
        return new(ParquetEncoding.Dictionary, statistics with { Distinct = _dictionary.Count }, Filter(pages.Plain.WrittenSpan));
    }

    private BloomFilter? Filter(ReadOnlySpan<byte> plain)
    {
        if (_dictionary.Count > MaxFiltered)
        {
            return null;
        }

        var filter = new BloomFilter(_dictionary.Count);
        for (var at = 0; at < plain.Length; at += Size)
        {
            filter.Add(plain.Slice(at, Size));
        }

        return filter;
    }

    private static void WritePlain(ReadOnlySpan<UInt128> values, ArrayBufferWriter<byte> output)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt128BigEndian(output.GetSpan(Size), value);
            output.Advance(Size);
        }
    }

    private static byte[] Bytes(UInt128 value)
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }
}
