namespace Upshot.Observe.Stores.Parquet;

/// <summary>How the values of a page are written, by Parquet's own numbers.</summary>
internal enum ParquetEncoding
{
    Plain = 0,
    Runs = 3,
    Delta = 5,
    DeltaLength = 6,
    Dictionary = 8,
    ByteStreamSplit = 9,
}
