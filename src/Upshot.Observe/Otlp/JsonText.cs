using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Upshot.Observe.Otlp;

/// <summary>
/// Writes the values of attributes, events and links as JSON text into a buffer that is used again and again. Not
/// Utf8JsonWriter: this runs for every span and writes unvalidated nesting into one growing buffer.
/// </summary>
internal sealed class JsonText
{
    private static readonly SearchValues<byte> NeedsEscape =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private byte[] _buffer = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public void Raw(byte b)
    {
        Room(1)[0] = b;
        Length++;
    }

    /// <summary>A name or text, quoted; bytes that are not UTF-8 become U+FFFD.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        }

        Raw((byte)'"');
        while (true)
        {
            var next = text.IndexOfAny(NeedsEscape);
            if (next < 0)
            {
                Raw(text);
                break;
            }

            Raw(text[..next]);
            Escape(text[next]);
            text = text[(next + 1)..];
        }

        Raw((byte)'"');
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        Length += written;
    }

    public void Number(ulong value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        Length += written;
    }

    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            // JSON has no word for these: OTLP/JSON writes them as text.
            Text(Encoding.UTF8.GetBytes(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity"));
            return;
        }

        value.TryFormat(Room(32), out var written, "R", CultureInfo.InvariantCulture);
        Length += written;
    }

    public void HexText(ReadOnlySpan<byte> bytes)
    {
        Raw((byte)'"');
        Convert.TryToHexStringLower(bytes, Room(bytes.Length * 2), out var written);
        Length += written;
        Raw((byte)'"');
    }

    /// <summary>An OTLP AnyValue.</summary>
    public void Value(Slice value, int depth = 0)
    {
        if (depth > AnyValue.MaxDepth)
        {
            Wire.Malformed($"values are nested deeper than {AnyValue.MaxDepth}");
        }

        var wire = new Wire(value);
        var start = Length;
        while (wire.Next())
        {
            if (wire.Field <= 7)
            {
                // The last one counts; what is not known says nothing of what is.
                Length = start;
            }

            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    Text(Cut.Value(wire.Bytes()).Span);
                    break;
                case (2 << 3) | 0:
                    Raw(wire.Varint() != 0 ? "true"u8 : "false"u8);
                    break;
                case (3 << 3) | 0:
                    Number((long)wire.Varint());
                    break;
                case (4 << 3) | 1:
                    Number(BitConverter.UInt64BitsToDouble(wire.Fixed64()));
                    break;
                case (5 << 3) | 2:
                    Items(wire.Bytes(), '[', ']', depth);
                    break;
                case (6 << 3) | 2:
                    Items(wire.Bytes(), '{', '}', depth);
                    break;
                case (7 << 3) | 2:
                    Raw((byte)'"');
                    Base64(wire.Bytes().Span);
                    Raw((byte)'"');
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        if (Length == start)
        {
            Raw("null"u8);
        }
    }

    /// <summary>Begins the next member of the object that is being written: a comma if needed, then the key.</summary>
    public void Key(ReadOnlySpan<byte> key, bool first)
    {
        if (!first)
        {
            Raw((byte)',');
        }

        Text(key);
        Raw((byte)':');
    }

    /// <summary>ArrayValue and KeyValueList: both repeat field 1.</summary>
    private void Items(Slice list, char open, char close, int depth)
    {
        Raw((byte)open);
        var wire = new Wire(list);
        var first = true;
        while (wire.Next())
        {
            if (wire.Tag != ((1 << 3) | 2))
            {
                wire.Skip();
                continue;
            }

            var item = wire.Bytes();
            if (open == '{')
            {
                var (key, value) = KeyValue.Read(item);
                Key(key.Span, first);
                Value(value, depth + 1);
            }
            else
            {
                if (!first)
                {
                    Raw((byte)',');
                }

                Value(item, depth + 1);
            }

            first = false;
        }

        Raw((byte)close);
    }

    private void Base64(ReadOnlySpan<byte> bytes)
    {
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, Room(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        Length += written;
    }

    private void Escape(byte b)
    {
        switch (b)
        {
            case (byte)'"':
                Raw("\\\""u8);
                break;
            case (byte)'\\':
                Raw("\\\\"u8);
                break;
            case (byte)'\n':
                Raw("\\n"u8);
                break;
            case (byte)'\r':
                Raw("\\r"u8);
                break;
            case (byte)'\t':
                Raw("\\t"u8);
                break;
            default:
                Raw("\\u00"u8);
                Convert.TryToHexStringLower([b], Room(2), out var written);
                Length += written;
                break;
        }
    }

    private Span<byte> Room(int atLeast)
    {
        if (_buffer.Length - Length < atLeast)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + atLeast));
        }

        return _buffer.AsSpan(Length);
    }
}
