using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>
/// Puts the attributes of one record where they belong: into the column declared for the key when the value has the
/// column's type, else into the one overflow column, as JSON.
/// </summary>
internal sealed unsafe class AttributeWriter(TableSchema schema, int overflowColumn)
{
    private readonly JsonText _overflow = new();

    /// <summary>By column: the last record that had a value for it. Not the chunk knows, for it has only what the query reads.</summary>
    private readonly long[] _takenBy = new long[schema.Columns.Count];
    private long _record = 1;

    public void Add(Slice keyValue, ColumnChunk chunk)
    {
        var (key, value) = KeyValue.Read(keyValue);
        var column = schema.Attributes.Find(key.Span);
        if (column >= 0 && TrySet(chunk, column, value, value.Length > Cut.MaxName && key.Span.SequenceEqual("http.route"u8)))
        {
            return;
        }

        if (chunk.Reads(overflowColumn))
        {
            _overflow.Raw(_overflow.Length == 0 ? (byte)'{' : (byte)',');
            _overflow.Text(key.Span);
            _overflow.Raw((byte)':');
            _overflow.Value(value);
        }
    }

    /// <summary>Writes the overflow of the record, if there is any, and forgets it.</summary>
    public void End(ColumnChunk chunk)
    {
        _record++;
        if (_overflow.Length > 0)
        {
            _overflow.Raw((byte)'}');
            chunk.CopyText(overflowColumn, _overflow.Written);
            _overflow.Clear();
        }
    }

    /// <summary>A text into a column; bytes that are not UTF-8 become U+FFFD.</summary>
    public static void SetText(ColumnChunk chunk, int column, Slice text)
    {
        if (chunk.Reads(column))
        {
            chunk.SetSentText(column, text.Pointer, text.Length);
        }
    }

    public static void SetTextIfAny(ColumnChunk chunk, int column, Slice text)
    {
        if (text.Length > 0)
        {
            SetText(chunk, column, text);
        }
    }

    public static void SetText(ColumnChunk chunk, int column, PinnedText text) => chunk.SetText(column, text.Slice.Pointer, text.Slice.Length);

    /// <summary>False when the value does not have the column's type, or the key came before: then it is kept as overflow.</summary>
    private bool TrySet(ColumnChunk chunk, int column, Slice value, bool isName)
    {
        var wire = new Wire(value);
        if (!wire.Next() || _takenBy[column] == _record)
        {
            return false;
        }

        switch (wire.Tag, schema.Columns[column].Type)
        {
            case ((1 << 3) | 2, ColumnType.Text):
                var text = Cut.Value(wire.Bytes());
                SetText(chunk, column, isName ? Cut.Name(text) : text);
                break;
            case ((2 << 3) | 0, ColumnType.Boolean):
                chunk.SetByte(column, wire.Varint() != 0 ? (byte)1 : (byte)0);
                break;
            case ((3 << 3) | 0, ColumnType.Integer):
                chunk.SetInteger(column, (long)wire.Varint());
                break;
            case ((3 << 3) | 0, ColumnType.Double):
                chunk.SetDouble(column, (long)wire.Varint());
                break;
            case ((4 << 3) | 1, ColumnType.Double):
                chunk.SetDouble(column, BitConverter.UInt64BitsToDouble(wire.Fixed64()));
                break;
            default:
                return false;
        }

        _takenBy[column] = _record;
        return true;
    }
}
