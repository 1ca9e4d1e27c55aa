using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Upshot.Decide.Csv;

/// <summary>A row of a table and the line (from 1) on which it begins.</summary>
public sealed record CsvLine(int Number, IReadOnlyList<string> Fields);

/// <summary>
/// A file of separated values with a header: commas, semicolons or tabs, as the header shows; quotes as in RFC 4180. Blank lines do
/// not count, nor do spaces around a field.
/// </summary>
public sealed record CsvTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<CsvLine> Rows)
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Null when there is no table to speak of; every mistake is added to <paramref name="problems"/>.</summary>
    /// <param name="name">How the file is called in problems.</param>
    public static CsvTable? Read(ReadOnlySpan<byte> bytes, string name, List<FileProblem> problems)
    {
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        if (string.IsNullOrWhiteSpace(text))
        {
            problems.Add(new FileProblem($"{name}:1:1", "The file is empty.", "Give a header and rows of values."));
            return null;
        }

        if (bytes.Contains((byte)0))
        {
            problems.Add(new FileProblem($"{name}:1:1", "This is no text.", "Give a table of separated values in UTF-8."));
            return null;
        }

        var before = problems.Count;
        var lines = Lines(text, name, problems);
        return problems.Count > before || lines.Count == 0 ? null : new CsvTable(name, lines[0].Fields, lines[1..]);
    }

    /// <summary>The place of a column; −1 when there is none, and a problem that says which there are.</summary>
    public int Column(string wanted, List<FileProblem> problems)
    {
        var index = IndexOf(wanted);
        if (index < 0)
        {
            problems.Add(new FileProblem($"{Name}:1:1", $"There is no column \"{wanted}\".", $"The header names {string.Join(", ", Columns.Take(20))}{(Columns.Count > 20 ? " …" : "")}: name one of these, or add the column."));
        }

        return index;
    }

    public int IndexOf(string wanted)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i], wanted, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A finite number; otherwise NaN and a problem.</summary>
    public double Number(CsvLine row, int column, List<FileProblem> problems)
    {
        if (double.TryParse(row.Fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return value;
        }

        var shown = row.Fields[column].Length > 40 ? row.Fields[column][..40] + "…" : row.Fields[column];
        problems.Add(new FileProblem($"{Name}:{row.Number}", $"\"{shown}\" in column \"{Columns[column]}\" is not a finite number.", "Write plain numbers with a decimal point, without unit; leave out rows that were not measured."));
        return double.NaN;
    }

    private static List<CsvLine> Lines(string text, string name, List<FileProblem> problems)
    {
        var lines = new List<CsvLine>();
        using var parser = new CsvParser(new StringReader(text), Dialect(text, name, problems));
        while (parser.Read() && parser.Record is { } fields)
        {
            var line = parser.RawRow - parser.RawRecord.TrimEnd('\r', '\n').Count(c => c == '\n');
            if (lines.Count > 0 && fields.Length != lines[0].Fields.Count)
            {
                problems.Add(new FileProblem($"{name}:{line}", $"The row has {fields.Length} fields instead of {lines[0].Fields.Count}.", "Each row has as many fields as the header names."));
            }
            else
            {
                lines.Add(new CsvLine(line, [.. fields]));
            }
        }

        if (lines.Count == 1 && problems.Count == 0)
        {
            problems.Add(new FileProblem($"{name}:1:1", "The file has a header and no rows.", "Give rows of values under the header."));
        }

        return lines;
    }

    private static CsvConfiguration Dialect(string text, string name, List<FileProblem> problems)
    {
        var end = text.IndexOfAny(['\r', '\n']);
        var header = end < 0 ? text : text[..end];
        return new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = Separators.MaxBy(c => header.Count(x => x == c)).ToString(),
            HasHeaderRecord = false,
            TrimOptions = TrimOptions.Trim,
            BadDataFound = bad => problems.Add(new FileProblem($"{name}:{bad.Context.Parser?.RawRow ?? 1}", "A quote stands where none can be, or is never closed.", "Close it, and double quotes inside of a quoted field.")),
        };
    }
}
