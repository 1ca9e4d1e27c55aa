using System.Text;
using Upshot.Evidence;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Captured;

/// <summary>Reads OTLP's attributes. Source: opentelemetry-proto, common.proto.</summary>
internal static class CapturedValues
{
    private static readonly CapturedValue Empty = new("", "");

    public static string Text(Slice slice) => Encoding.UTF8.GetString(slice.Span);

    public static string Id(Slice slice) => slice.Span.IndexOfAnyExcept((byte)0) < 0 ? "" : Convert.ToHexStringLower(slice.Span);

    /// <summary>All attributes that a message has in one of its fields. Of those that come twice the last one counts.</summary>
    public static IReadOnlyDictionary<string, CapturedValue> Attributes(Slice message, uint tag)
    {
        Dictionary<string, CapturedValue>? attributes = null;
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == tag)
            {
                var (key, value) = KeyValue.Read(wire.Bytes());
                (attributes ??= new(StringComparer.Ordinal))[Text(key)] = Value(value);
            }
            else
            {
                wire.Skip();
            }
        }

        return attributes ?? CapturedValue.None;
    }

    public static CapturedValue Value(Slice message, int depth = 0)
    {
        if (depth > AnyValue.MaxDepth)
        {
            Wire.Malformed($"values are nested deeper than {AnyValue.MaxDepth}");
        }

        var value = Empty;
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    value = CapturedValue.Of(Text(wire.Bytes()));
                    break;
                case (2 << 3) | 0:
                    value = CapturedValue.Of(wire.Varint() != 0);
                    break;
                case (3 << 3) | 0:
                    value = CapturedValue.Of((long)wire.Varint());
                    break;
                case (4 << 3) | 1:
                    value = CapturedValue.Of(BitConverter.UInt64BitsToDouble(wire.Fixed64()));
                    break;
                case (5 << 3) | 2:
                    value = Array(wire.Bytes(), depth);
                    break;
                case (6 << 3) | 2:
                    value = Map(wire.Bytes(), depth);
                    break;
                case (7 << 3) | 2:
                    value = new("bytes", Convert.ToBase64String(wire.Bytes().Span));
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return value;
    }

    private static CapturedValue Array(Slice message, int depth)
    {
        var items = new List<CapturedValue>();
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == ((1 << 3) | 2))
            {
                items.Add(Value(wire.Bytes(), depth + 1));
            }
            else
            {
                wire.Skip();
            }
        }

        var types = items.Select(i => i.Type).Distinct().ToList();
        var type = types.Count switch { 0 => "[]", 1 => types[0] + "[]", _ => "mixed[]" };
        return new(type, string.Join(", ", items.Select(i => i.Text))) { Items = items };
    }

    private static CapturedValue Map(Slice message, int depth)
    {
        var text = new StringBuilder();
        var items = new List<CapturedValue>();
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag != ((1 << 3) | 2))
            {
                wire.Skip();
                continue;
            }

            var (key, content) = KeyValue.Read(wire.Bytes());
            var value = Value(content, depth + 1);
            items.Add(value);
            text.Append(text.Length == 0 ? "" : ", ").Append(Text(key)).Append(": ").Append(value.Text);
        }

        return new("map", text.ToString()) { Items = items };
    }
}
