using System.Globalization;
using System.Text;

namespace Upshot.Decide.SampleFiles;

/// <summary>How a file separates fields and writes numbers.</summary>
/// <param name="IsDecimalComma">A comma in a number is its decimal sign: fields are separated by something else. In a quoted field between commas it is one where it separates no thousands.</param>
internal sealed record CsvDialect(char Delimiter, bool IsDecimalComma)
{
    /// <summary>The first line says it and holds nothing else.</summary>
    public bool IsTold { get; private init; }

    private static readonly char[] Delimiters = ['\t', ';', ',', '|'];

    /// <summary>From the first lines: what occurs equally often in all of them, outside of quotes. A semicolon wins over a comma, which may be a decimal sign.</summary>
    public static CsvDialect Of(string head)
    {
        // Spreadsheets write their separator into the first line.
        if (head is ['s', 'e', 'p', '=', var told, '\r' or '\n', ..])
        {
            return new CsvDialect(told, told != ',') { IsTold = true };
        }

        var lines = head.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Trim().Length > 0 && !l.StartsWith('#')).Take(20).ToList();
        foreach (var delimiter in Delimiters)
        {
            if (lines.Count > 0 && Count(lines[0], delimiter) is > 0 and var first && lines.SkipLast(lines.Count > 1 ? 1 : 0).All(l => Count(l, delimiter) == first))
            {
                return new CsvDialect(delimiter, delimiter != ',');
            }
        }

        // Uneven rows are reported one by one.
        return new CsvDialect(lines.Any(l => l.Contains('\t')) ? '\t' : lines.Any(l => l.Contains(';')) ? ';' : ',', !lines.Any(l => l.Contains(',') && !l.Contains(';') && !l.Contains('\t')));
    }

    /// <summary>Null when it is not a finite number. Groups of thousands are not read: whether 1,234 is a thousand or one and a bit is a guess.</summary>
    public double? Number(ReadOnlySpan<char> text)
    {
        if (text.IndexOf(',') is >= 0 and var comma)
        {
            if (text.Contains('.') || text[(comma + 1)..].Contains(',') || (!IsDecimalComma && DecimalSigns.MayBeGroup(text, comma)))
            {
                return null;
            }

            Span<char> point = text.Length <= 64 ? stackalloc char[text.Length] : new char[text.Length];
            text.CopyTo(point);
            point[comma] = '.';
            return Finite(point);
        }

        return Finite(text);
    }

    private static double? Finite(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static int Count(string line, char delimiter)
    {
        var (count, quoted) = (0, false);
        foreach (var c in line)
        {
            quoted ^= c == '"';
            count += c == delimiter && !quoted ? 1 : 0;
        }

        return count;
    }

    /// <summary>By byte order mark; without one, zero bytes give UTF-16 away.</summary>
    public static Encoding EncodingOf(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        [not 0, 0, not 0, 0, ..] => Encoding.Unicode,
        [0, not 0, 0, not 0, ..] => Encoding.BigEndianUnicode,
        _ => Encoding.UTF8,
    };
}
