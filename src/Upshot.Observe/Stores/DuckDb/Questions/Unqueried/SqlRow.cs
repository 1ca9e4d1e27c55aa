using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>The row at which the answer of a statement stands.</summary>
internal readonly struct SqlRow(DuckDBDataReader reader) : IRow
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public string Text(int column) => reader.GetString(column);

    public long Number(int column) => reader.GetInt64(column);

    public ulong Id(int column) => reader.GetFieldValue<ulong>(column);

    public byte Byte(int column) => reader.GetByte(column);

    public double Double(int column) => reader.GetDouble(column);
}
