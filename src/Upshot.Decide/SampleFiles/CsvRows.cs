using System.Text;

namespace Upshot.Decide.SampleFiles;

/// <summary>A field and the column (from 1, in characters) where it begins.</summary>
internal readonly record struct CsvField(string Text, int Column);

internal sealed record CsvRow(int Line, IReadOnlyList<CsvField> Fields);

/// <summary>Comma-separated values as RFC 4180 has them; lines end with LF or CRLF, a byte order mark and blank lines are skipped, spaces around a field do not count.</summary>
internal static class CsvRows
{
    public static IEnumerable<CsvRow> Read(string text, string name, List<FileProblem> problems)
    {
        var position = text.StartsWith('\uFEFF') ? 1 : 0;
        var line = 1;
        while (position < text.Length)
        {
            var lineStart = position;
            var startLine = line;
            var fields = new List<CsvField>();
            while (true)
            {
                var column = position - lineStart + 1;
                var field = Field(text, ref position, out var isClosed, out var lines);
                if (!isClosed)
                {
                    problems.Add(new FileProblem($"{name}:{startLine}:{column}", "The quote is never closed.", "Close it, or write the field without quotes."));
                }

                line += lines;
                fields.Add(new CsvField(field, column));
                if (position >= text.Length || text[position] != ',')
                {
                    break;
                }

                position++;
            }

            // Past the end of the line.
            position += position < text.Length && text[position] == '\r' ? 1 : 0;
            position += position < text.Length && text[position] == '\n' ? 1 : 0;
            line++;
            if (fields.Count > 1 || fields[0].Text.Length > 0)
            {
                yield return new CsvRow(startLine, fields);
            }
        }
    }

    private static string Field(string text, ref int position, out bool isClosed, out int lines)
    {
        (isClosed, lines) = (true, 0);
        var start = position;
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }

        if (position >= text.Length || text[position] != '"')
        {
            while (position < text.Length && text[position] is not (',' or '\r' or '\n'))
            {
                position++;
            }

            return text[start..position].Trim();
        }

        var value = new StringBuilder();
        isClosed = false;
        for (position++; position < text.Length; position++)
        {
            if (text[position] != '"')
            {
                lines += text[position] == '\n' ? 1 : 0;
                value.Append(text[position]);
            }
            else if (position + 1 < text.Length && text[position + 1] == '"')
            {
                value.Append('"');
                position++;
            }
            else
            {
                isClosed = true;
                position++;
                break;
            }
        }

        // What stands between the closing quote and the comma belongs to the field, as spreadsheets read it.
        var rest = position;
        while (position < text.Length && text[position] is not (',' or '\r' or '\n'))
        {
            position++;
        }

        return (value.ToString() + text[rest..position]).Trim();
    }
}
