using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>Rows of a table, written into the columns of a Native block. For one thread.</summary>
internal sealed unsafe class NativeChunk(TableSchema schema) : ColumnChunk
{
    private readonly NativeColumn[] _columns = [.. schema.Columns.Select(c => ColumnTypes.Of(schema.Signal, c).NewColumn(c.Name))];

    public int Rows { get; private set; }

    public override bool Reads(int column) => true;

    public override bool ReadsFrom(int column) => true;

    public override void NextRow() => Rows++;

    // Everything is copied.
    public override void Keep(object owner)
    {
    }

    public override void ForgetRow()
    {
        foreach (var column in _columns)
        {
            column.Forget(Rows);
        }
    }

    public override void SetText(int column, byte* text, int length) => _columns[column].Text(Rows, new ReadOnlySpan<byte>(text, length));

    public override void CopyText(int column, ReadOnlySpan<byte> text) => _columns[column].Text(Rows, text);

    public override void SetUuid(int column, ulong high, ulong low) => _columns[column].Uuid(Rows, high, low);

    public override void SetInteger(int column, long value) => _columns[column].Integer(Rows, value);

    public override void SetByte(int column, byte value) => _columns[column].Integer(Rows, value);

    /// <summary>Of a column without nulls, in which every row has one.</summary>
    public ReadOnlySpan<byte> Values(int column) => _columns[column].Values;

    /// <summary>The rows as a block; the chunk is empty afterwards.</summary>
    public byte[] Take()
    {
        var block = NativeBlock.Of(_columns, Rows);
        Clear();
        return block;
    }

    public void Clear()
    {
        foreach (var column in _columns)
        {
            column.Clear();
        }

        Rows = 0;
    }
}
