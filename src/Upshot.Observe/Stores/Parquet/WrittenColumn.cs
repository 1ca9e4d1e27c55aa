using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>What the footer says of a column of a row group.</summary>
/// <param name="Start">Where its first page is.</param>
/// <param name="Data">Where its data page is; beyond the start when there is a dictionary.</param>
internal sealed record WrittenColumn(Column Column, ParquetEncoding Encoding, long Start, long Data, long Compressed, long Uncompressed, int Rows, int Nulls, ColumnStatistics Statistics, BloomFilter? Filter)
{
    public bool HasDictionary => Data > Start;
}

internal sealed record WrittenRowGroup(long Start, int Rows, IReadOnlyList<WrittenColumn> Columns);
