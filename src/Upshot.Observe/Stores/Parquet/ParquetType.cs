using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>How Parquet holds the values of a column, by its own numbers: what the bytes are, and what they mean.</summary>
/// <param name="Physical">Parquet's <c>Type</c>.</param>
/// <param name="Converted">Parquet's <c>ConvertedType</c>; null: the logical type says it, or nothing needs to be said.</param>
internal sealed record ParquetType(int Physical, int? Converted)
{
    public const int Boolean = 0, Int32 = 1, Int64 = 2, Double = 5, ByteArray = 6, FixedBytes = 7;
    private const int Utf8 = 0, Uint8 = 11, Uint64 = 14, Int64Type = 18;

    public static ParquetType Of(ColumnType type) => type switch
    {
        ColumnType.Text or ColumnType.Json => new(ByteArray, Utf8),
        ColumnType.Blob => new(ByteArray, null),
        ColumnType.Integer => new(Int64, Int64Type),
        ColumnType.Unsigned => new(Int64, Uint64),
        ColumnType.Timestamp => new(Int64, null),
        ColumnType.Double => new(Double, null),
        ColumnType.Boolean => new(Boolean, null),
        ColumnType.TinyInteger => new(Int32, Uint8),
        ColumnType.Uuid => new(FixedBytes, null),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
