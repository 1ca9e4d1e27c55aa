using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Upshot.Observe.Otlp.Json;

/// <summary>Writes one JSON value as the protobuf value of a field. Every function returns what is wrong, or null.</summary>
/// <remarks>Source: the JSON mapping of protobuf 3, with the exceptions of OTLP (ids in hexadecimal, enums as numbers).</remarks>
internal static class JsonScalars
{
    /// <param name="tag">Zero inside a packed field.</param>
    public static string? Write(ref Utf8JsonReader json, Field field, uint tag, RequestBuffer output)
    {
        switch (field.Kind)
        {
            case FieldKind.Text:
                return WriteText(ref json, tag, output);
            case FieldKind.Id or FieldKind.Bytes:
                return WriteBytes(ref json, field.Kind, tag, output);
            case FieldKind.Bool:
                if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                {
                    return "Expected true or false.";
                }

                Tag(output, tag);
                output.Varint(json.TokenType == JsonTokenType.True ? 1u : 0u);
                return null;
            case FieldKind.Double:
                if (!TryDouble(ref json, out var real))
                {
                    return "Expected a number, or \"NaN\", \"Infinity\" or \"-Infinity\".";
                }

                Tag(output, tag);
                output.Fixed64(BitConverter.DoubleToUInt64Bits(real));
                return null;
            case FieldKind.Enum when json.TokenType == JsonTokenType.String:
                // A name that came with a later version of OTLP is like a field that did: left out.
                if (field.NumberOf(Raw(ref json)) is var number and >= 0)
                {
                    Tag(output, tag);
                    output.Varint((uint)number);
                }

                return null;
            case FieldKind.Uint64 or FieldKind.Fixed64:
                if (!TryUnsigned(ref json, out var unsigned))
                {
                    return "Expected a whole number from 0 to 18446744073709551615, as a number or in quotes.";
                }

                Tag(output, tag);
                WriteNumber(output, field.Kind, unsigned);
                return null;
            default:
                return WriteSigned(ref json, field.Kind, tag, output);
        }
    }

    private static string? WriteSigned(ref Utf8JsonReader json, FieldKind kind, uint tag, RequestBuffer output)
    {
        var (min, max) = kind switch
        {
            FieldKind.Uint32 or FieldKind.Fixed32 => (0, uint.MaxValue),
            FieldKind.Sint32 or FieldKind.Enum => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        if (!TrySigned(ref json, out var number) || number < min || number > max)
        {
            return $"Expected a whole number from {min} to {max}, as a number or in quotes.";
        }

        Tag(output, tag);
        WriteNumber(output, kind, kind == FieldKind.Sint32 ? ZigZag(number) : (ulong)number);
        return null;
    }

    private static void WriteNumber(RequestBuffer output, FieldKind kind, ulong bits)
    {
        switch (kind)
        {
            case FieldKind.Fixed64 or FieldKind.SFixed64:
                output.Fixed64(bits);
                break;
            case FieldKind.Fixed32:
                output.Fixed32((uint)bits);
                break;
            default:
                output.Varint(bits);
                break;
        }
    }

    private static ulong ZigZag(long number) => (ulong)((number << 1) ^ (number >> 63));

    private static string? WriteText(ref Utf8JsonReader json, uint tag, RequestBuffer output)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            return "Expected a string.";
        }

        var text = json.ValueSpan;
        if (!Utf8.IsValid(text))
        {
            return "The string is not UTF-8.";
        }

        if (!json.ValueIsEscaped)
        {
            output.Varint(tag);
            output.Varint((uint)text.Length);
            output.Write(text);
            return null;
        }

        var start = output.Begin(tag);
        output.Advance(JsonText.Unescape(text, output.Room(text.Length).Span));
        output.End(start);
        return null;
    }

    private static string? WriteBytes(ref Utf8JsonReader json, FieldKind kind, uint tag, RequestBuffer output)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            return "Expected a string.";
        }

        var text = Raw(ref json);
        var start = output.Begin(tag);
        var room = output.Room(text.Length).Span;
        int written;
        if (kind == FieldKind.Id)
        {
            if (Convert.FromHexString(text, room, out _, out written) != OperationStatus.Done)
            {
                return "Expected an id in hexadecimal.";
            }
        }
        else if (!TryBase64(text, room, out written))
        {
            return "Expected base64.";
        }

        output.Advance(written);
        output.End(start);
        return null;
    }

    /// <summary>Both alphabets, with or without padding.</summary>
    private static bool TryBase64(ReadOnlySpan<byte> text, Span<byte> room, out int written)
    {
        var urlSafe = new byte[text.Length];
        text.Replace(urlSafe, (byte)'+', (byte)'-');
        urlSafe.AsSpan().Replace((byte)'/', (byte)'_');
        return Base64Url.DecodeFromUtf8(urlSafe, room, out _, out written) == OperationStatus.Done;
    }

    private static bool TryDouble(ref Utf8JsonReader json, out double number)
    {
        number = 0;
        switch (json.TokenType)
        {
            case JsonTokenType.Number:
                return json.TryGetDouble(out number);
            case JsonTokenType.String:
                var text = Raw(ref json);
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            default:
                return false;
        }
    }

    private static bool TryUnsigned(ref Utf8JsonReader json, out ulong number)
    {
        number = 0;
        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            return false;
        }

        var text = Raw(ref json);
        if (Utf8Parser.TryParse(text, out number, out var consumed) && consumed == text.Length)
        {
            return true;
        }

        // 2^64 itself is the first double beyond.
        var isWhole = TryWhole(text, out var real) && real is >= 0 and < 18446744073709551616.0;
        number = isWhole ? (ulong)real : 0;
        return isWhole;
    }

    private static bool TrySigned(ref Utf8JsonReader json, out long number)
    {
        number = 0;
        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            return false;
        }

        var text = Raw(ref json);
        if (Utf8Parser.TryParse(text, out number, out var consumed) && consumed == text.Length)
        {
            return true;
        }

        var isWhole = TryWhole(text, out var real) && real is >= -9223372036854775808.0 and < 9223372036854775808.0;
        number = isWhole ? (long)real : 0;
        return isWhole;
    }

    /// <summary>1e9 and 5.0 are whole numbers too.</summary>
    private static bool TryWhole(ReadOnlySpan<byte> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && Math.Floor(number) == number;

    /// <summary>The characters of a number or string; escapes in it are resolved.</summary>
    private static ReadOnlySpan<byte> Raw(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            return json.ValueSpan;
        }

        var plain = new byte[json.ValueSpan.Length];
        return plain.AsSpan(0, JsonText.Unescape(json.ValueSpan, plain));
    }

    private static void Tag(RequestBuffer output, uint tag)
    {
        if (tag > 0)
        {
            output.Varint(tag);
        }
    }
}
