using System.Globalization;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>A row that was read without SQL. Numbers are kept as 64 bits, doubles by their bits, ids of traces as 32 hex digits.</summary>
internal sealed class StoredRow(int columns) : IRow
{
    private readonly object?[] _values = new object?[columns];

    public bool IsNull(int column) => _values[column] is null;

    public string Text(int column) => (string)_values[column]!;

    public long Number(int column) => (long)_values[column]!;

    public ulong Id(int column) => (ulong)Number(column);

    public byte Byte(int column) => (byte)Number(column);

    public double Double(int column) => BitConverter.Int64BitsToDouble(Number(column));

    public void Set(int column, string value) => _values[column] = value;

    public void Set(int column, long value) => _values[column] = value;

    public void Set(int column, UInt128 id) => _values[column] = id.ToString("x32", CultureInfo.InvariantCulture);
}
