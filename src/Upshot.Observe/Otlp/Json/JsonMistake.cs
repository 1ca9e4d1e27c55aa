using System.Text.Json;

namespace Upshot.Observe.Otlp.Json;

/// <summary>Where a text stops being JSON, in words of our own: a parser's talk of its readers and states.</summary>
internal static class JsonMistake
{
    /// <param name="tooDeep">The depth that it went beyond; null: it did not.</param>
    public static string Of(ReadOnlySpan<byte> json, JsonException error, int? tooDeep)
    {
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            return "The body is empty, which is no JSON: an empty request is {}.";
        }

        var at = PositionOf(json, error);
        return at >= json.Length
            ? $"Not JSON: the body ends at byte {json.Length}, within a value that has begun."
            : tooDeep is { } depth ? $"Not JSON that is read here: at byte {at} values are nested deeper than {depth}."
            : $"Not JSON from byte {at}: {Shown(json[at])} cannot stand there.";
    }

    /// <summary>The reader counts lines, and bytes within them.</summary>
    private static int PositionOf(ReadOnlySpan<byte> json, JsonException error)
    {
        var start = 0;
        for (var line = error.LineNumber ?? 0; line > 0 && json[start..].IndexOf((byte)'\n') is >= 0 and var end; line--)
        {
            start += end + 1;
        }

        return (int)Math.Min(json.Length, start + (error.BytePositionInLine ?? 0));
    }

    private static string Shown(byte value) => value is > 0x20 and < 0x7F ? $"'{(char)value}'" : $"the byte 0x{value:X2}";
}
