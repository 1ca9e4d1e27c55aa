using System.Buffers.Binary;
using System.Text;

namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>
/// One column of a block in ClickHouse's Native format: for columns that can be null a byte a row that says so, then the values one after the other, numbers as little-endian
/// bytes and texts behind their length.
/// </summary>
/// <param name="type">As ClickHouse calls it; where the table's own type is another, the server converts.</param>
/// <param name="width">Bytes of a value; 0: texts.</param>
internal sealed class NativeColumn(string name, string type, int width, bool isNullable)
{
    private byte[] _data = [];
    private byte[] _nulls = [];
    private int _length;
    private int _rows;
    private int _start;

    public string Name => name;

    /// <summary>Whether a value was set in any row: a column without one need not be sent.</summary>
    public bool HasValues => _rows > 0;

    /// <summary>Those of the rows so far, as they are sent.</summary>
    public ReadOnlySpan<byte> Values => _data.AsSpan(0, _length);

    public void Text(int row, ReadOnlySpan<byte> text)
    {
        Begin(row);
        Grow(text.Length + 5);
        _length += Varint.Write(_data.AsSpan(_length), (uint)text.Length);
        text.CopyTo(_data.AsSpan(_length));
        _length += text.Length;
    }

    public void Text(int row, string text) => Text(row, Encoding.UTF8.GetBytes(text));

    /// <summary>Into a column of eight bytes, or of fewer: the lower ones then.</summary>
    public void Integer(int row, long value)
    {
        Begin(row);
        Grow(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_data.AsSpan(_length), value);
        _length += width;
    }

    /// <summary>Sixteen bytes in the order they are written in.</summary>
    public void Uuid(int row, ulong high, ulong low)
    {
        Begin(row);
        Grow(16);
        BinaryPrimitives.WriteUInt64BigEndian(_data.AsSpan(_length), high);
        BinaryPrimitives.WriteUInt64BigEndian(_data.AsSpan(_length + 8), low);
        _length += 16;
    }

    /// <summary>As many as a value has.</summary>
    public void Bytes(int row, ReadOnlySpan<byte> bytes)
    {
        Begin(row);
        Grow(width);
        bytes.CopyTo(_data.AsSpan(_length, width));
        _length += width;
    }

    /// <summary>Rows of another block, from <paramref name="row"/> on.</summary>
    /// <param name="nulls">A byte a row; empty: the column cannot be null.</param>
    /// <param name="values">Of all of them.</param>
    public void Append(int row, int rows, ReadOnlySpan<byte> nulls, ReadOnlySpan<byte> values)
    {
        Pad(row, rows);
        if (isNullable)
        {
            nulls.CopyTo(_nulls.AsSpan(row));
        }

        Grow(values.Length);
        values.CopyTo(_data.AsSpan(_length));
        (_start, _length, _rows) = (_length, _length + values.Length, row + rows);
    }

    /// <summary>Takes back what the row was given.</summary>
    public void Forget(int row)
    {
        if (_rows == row + 1)
        {
            (_length, _rows) = (_start, row);
        }
    }

    public void Clear() => (_length, _rows) = (0, 0);

    public int LengthOf(int rows) => Varint.Length(name.Length) + name.Length + Varint.Length(type.Length) + type.Length + (isNullable ? rows : 0) + _length + ((rows - _rows) * Math.Max(width, 1));

    /// <summary>Rows that were given nothing are null, or else 0 or empty.</summary>
    /// <returns>Bytes written.</returns>
    public int WriteTo(Span<byte> block, int rows)
    {
        var at = Varint.WriteText(block, name);
        at += Varint.WriteText(block[at..], type);
        if (isNullable)
        {
            _nulls.AsSpan(0, _rows).CopyTo(block[at..]);
            block.Slice(at + _rows, rows - _rows).Fill(1);
            at += rows;
        }

        _data.AsSpan(0, _length).CopyTo(block[at..]);
        at += _length;
        var missing = (rows - _rows) * Math.Max(width, 1);
        block.Slice(at, missing).Clear();
        return at + missing;
    }

    private void Begin(int row)
    {
        Forget(row);
        Pad(row, 1);
        if (isNullable)
        {
            _nulls[row] = 0;
        }

        (_start, _rows) = (_length, row + 1);
    }

    // What rows before it have that were given nothing, and room for so many to say whether they are null.
    private void Pad(int row, int rows)
    {
        var missing = (row - _rows) * Math.Max(width, 1);
        Grow(missing);
        _data.AsSpan(_length, missing).Clear();
        _length += missing;
        if (isNullable)
        {
            if (_nulls.Length < row + rows)
            {
                Array.Resize(ref _nulls, Math.Max(64, (row + rows) * 2));
            }

            _nulls.AsSpan(_rows, row - _rows).Fill(1);
        }
    }

    private void Grow(int by)
    {
        if (_data.Length - _length < by)
        {
            Array.Resize(ref _data, Math.Max(256, checked(_length + by) * 2));
        }
    }
}
