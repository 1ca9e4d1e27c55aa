using System.Buffers;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>The values of a column in the row group that is being made. Rows come in ascending order; a row that is set twice has the later value.</summary>
internal abstract class ColumnValues(Column column)
{
    /// <summary>Larger dictionaries have no Bloom filter: it would take more room than it saves time.</summary>
    protected const int MaxFiltered = 8192;

    protected Validity Validity { get; } = new();

    public static ColumnValues Of(Column column) => column.Type switch
    {
        ColumnType.Text or ColumnType.Json or ColumnType.Blob => new TextValues(column),
        ColumnType.Uuid => new UuidValues(column),
        _ => new NumberValues(column),
    };

    public abstract void Forget(int row);

    public virtual void Clear() => Validity.Clear();

    /// <param name="at">Where in the file the pages begin that <paramref name="pages"/> has.</param>
    public WrittenColumn Write(int rows, long at, PageWriter pages)
    {
        Validity.Complete(rows);
        pages.Values.ResetWrittenCount();
        var (start, before) = (pages.Written.Length, pages.Uncompressed);
        var encoded = Validity.Count == 0 ? new(ParquetEncoding.Plain, ColumnStatistics.None, null) : Encode(pages);
        var data = pages.Written.Length;
        pages.Data(Validity, rows, encoded.Encoding);
        return new(
            column, encoded.Encoding, at + start, at + data, pages.Written.Length - start, pages.Uncompressed - before, rows, rows - Validity.Count, encoded.Statistics, encoded.Filter);
    }

    /// <summary>Writes the values into <see cref="PageWriter.Values"/>, and before that a dictionary page where there is one.</summary>
    protected abstract EncodedValues Encode(PageWriter pages);

    protected static void WriteCodes(ReadOnlySpan<int> codes, int different, ArrayBufferWriter<byte> output)
    {
        // A width of no bits is allowed, and not every reader knows it.
        var width = Math.Max(1, BitPacking.WidthOf((ulong)(different - 1)));
        output.GetSpan(1)[0] = (byte)width;
        output.Advance(1);
        HybridRuns.Codes(codes, width, output);
    }

    protected readonly record struct EncodedValues(ParquetEncoding Encoding, ColumnStatistics Statistics, BloomFilter? Filter);
}
