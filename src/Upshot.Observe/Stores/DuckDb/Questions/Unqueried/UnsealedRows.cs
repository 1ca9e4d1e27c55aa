using System.Text;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>Takes some columns of rows of requests that are not sealed.</summary>
internal sealed unsafe class UnsealedRows : ColumnChunk
{
    private readonly int _count;
    private readonly int[] _places;
    private StoredRow _row;

    /// <param name="schema">Of the segment that the rows are in.</param>
    public UnsealedRows(TableSchema schema, IReadOnlyList<Column> columns)
    {
        _count = columns.Count;
        _places = [.. schema.Columns.Select(c => columns.TakeWhile(w => w.Name != c.Name).Count()).Select(place => place < columns.Count ? place : -1)];
        _row = new(_count);
    }

    public List<StoredRow> Taken { get; } = [];

    public override bool Reads(int column) => _places[column] >= 0;

    public override bool ReadsFrom(int column) => _places.AsSpan(column).ContainsAnyExcept(-1);

    public override void NextRow()
    {
        Taken.Add(_row);
        _row = new(_count);
    }

    public override void ForgetRow() => _row = new(_count);

    // Everything is copied.
    public override void Keep(object owner)
    {
    }

    public override void SetText(int column, byte* text, int length)
    {
        if (_places[column] is >= 0 and var place)
        {
            _row.Set(place, Encoding.UTF8.GetString(text, length));
        }
    }

    public override void CopyText(int column, ReadOnlySpan<byte> text)
    {
        if (_places[column] is >= 0 and var place)
        {
            _row.Set(place, Encoding.UTF8.GetString(text));
        }
    }

    public override void SetUuid(int column, ulong high, ulong low)
    {
        if (_places[column] is >= 0 and var place)
        {
            _row.Set(place, new UInt128(high, low));
        }
    }

    public override void SetInteger(int column, long value)
    {
        if (_places[column] is >= 0 and var place)
        {
            _row.Set(place, value);
        }
    }

    public override void SetByte(int column, byte value) => SetInteger(column, value);
}
