using DuckDB.NET.Native;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>What DuckDB calls the types of columns.</summary>
internal static class DuckDbTypes
{
    extension(Column column)
    {
        public string SqlType => column.Type switch
        {
            ColumnType.Text => "VARCHAR",
            ColumnType.Integer => "BIGINT",
            ColumnType.Unsigned => "UBIGINT",
            ColumnType.Double => "DOUBLE",
            ColumnType.Boolean => "BOOLEAN",
            ColumnType.TinyInteger => "UTINYINT",
            ColumnType.Timestamp => "TIMESTAMP_NS",
            ColumnType.Uuid => "UUID",
            ColumnType.Blob => "BLOB",
            _ => "VARCHAR",
        };

        public DuckDBType NativeType => column.Type switch
        {
            ColumnType.Text or ColumnType.Json => DuckDBType.Varchar,
            ColumnType.Integer => DuckDBType.BigInt,
            ColumnType.Unsigned => DuckDBType.UnsignedBigInt,
            ColumnType.Double => DuckDBType.Double,
            ColumnType.Boolean => DuckDBType.Boolean,
            ColumnType.TinyInteger => DuckDBType.UnsignedTinyInt,
            ColumnType.Timestamp => DuckDBType.TimestampNs,
            ColumnType.Blob => DuckDBType.Blob,
            _ => DuckDBType.Uuid,
        };
    }
}
