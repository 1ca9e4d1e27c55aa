using System.Globalization;
using System.Text;

namespace Upshot.Observe.Otlp.Json;

/// <summary>Resolves the escapes of a JSON string that Utf8JsonReader has already found to be well formed.</summary>
internal static class JsonText
{
    /// <param name="to">At least as long as <paramref name="escaped"/>: nothing grows when it is unescaped.</param>
    /// <returns>Bytes written.</returns>
    /// <remarks>
    /// A lone surrogate becomes U+FFFD. SDKs that cut strings to a length, as JavaScript's does, cut pairs in half, and one such
    /// attribute must not cost the whole batch.
    /// </remarks>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> to)
    {
        var written = 0;
        while (true)
        {
            var next = escaped.IndexOf((byte)'\\');
            var plain = next < 0 ? escaped : escaped[..next];
            plain.CopyTo(to[written..]);
            written += plain.Length;
            if (next < 0)
            {
                return written;
            }

            var letter = escaped[next + 1];
            escaped = escaped[(next + 2)..];
            if (letter == 'u')
            {
                written += Rune(ref escaped).EncodeToUtf8(to[written..]);
            }
            else
            {
                to[written++] = letter switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => letter,
                };
            }
        }
    }

    private static Rune Rune(ref ReadOnlySpan<byte> rest)
    {
        var first = CodeUnit(rest);
        rest = rest[4..];
        if (System.Text.Rune.TryCreate(first, out var rune))
        {
            return rune;
        }

        if (rest.Length >= 6 && rest[0] == '\\' && rest[1] == 'u' && System.Text.Rune.TryCreate(first, CodeUnit(rest[2..]), out rune))
        {
            rest = rest[6..];
            return rune;
        }

        return System.Text.Rune.ReplacementChar;
    }

    private static char CodeUnit(ReadOnlySpan<byte> digits) => (char)ushort.Parse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
