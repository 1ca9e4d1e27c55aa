using System.Globalization;
using System.Text;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Policy.Privacy;

/// <summary>A value as the text that generated code hashes: numbers as ECMAScript writes them, items of arrays with commas between.</summary>
internal static class ValueText
{
    public static byte[] Of(Slice value)
    {
        if (AnyValue.TryText(value, out var text))
        {
            return text.Span.ToArray();
        }

        var wire = new Wire(value);
        byte[] found = [];
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    found = wire.Bytes().Span.ToArray();
                    break;
                case (2 << 3) | 0:
                    found = wire.Varint() != 0 ? "true"u8.ToArray() : "false"u8.ToArray();
                    break;
                case (3 << 3) | 0:
                    found = Encoding.UTF8.GetBytes(((long)wire.Varint()).ToString(CultureInfo.InvariantCulture));
                    break;
                case (4 << 3) | 1:
                    found = Encoding.UTF8.GetBytes(Number(BitConverter.UInt64BitsToDouble(wire.Fixed64())));
                    break;
                case (5 << 3) | 2:
                    found = Items(wire.Bytes());
                    break;
                default:
                    if (wire.Field <= 7)
                    {
                        var json = new JsonText();
                        json.Value(value);
                        found = json.Written.ToArray();
                    }

                    wire.Skip();
                    break;
            }
        }

        return found;
    }

    internal static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return value == 0 ? "0"
            : Math.Abs(value) is >= 1e-6 and < 1e21
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.############################", CultureInfo.InvariantCulture)
            : text.Replace("E-0", "e-", StringComparison.Ordinal).Replace('E', 'e');
    }

    private static byte[] Items(Slice list)
    {
        var items = new List<byte>();
        var first = true;
        var wire = new Wire(list);
        while (wire.Next())
        {
            if (wire.Tag != ((1 << 3) | 2))
            {
                wire.Skip();
                continue;
            }

            if (!first)
            {
                items.Add((byte)',');
            }

            first = false;
            items.AddRange(Of(wire.Bytes()));
        }

        return [.. items];
    }
}
