using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Upshot.Decide.SampleFiles;

/// <summary>Reads samples from CSV in whatever dialect, row by row: comments (#), quotes, blank lines, separators and decimal signs as they come.</summary>
internal sealed class CsvSamples(string name, SampleNames names, List<FileProblem> problems)
{
    private const int MostProblems = 1000;

    public void Read(TextReader text, string head, SampleCollector into)
    {
        var dialect = CsvDialect.Of(head);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = dialect.Delimiter.ToString(),
            AllowComments = true,
            Comment = '#',
            IgnoreBlankLines = true,
            TrimOptions = TrimOptions.Trim,
            HasHeaderRecord = false,
            BadDataFound = null,
            BufferSize = 1 << 16,
            MaxFieldSize = 1 << 20,
        };
        using var parser = new CsvParser(text, configuration, leaveOpen: true);
        if ((dialect.IsTold && !parser.Read()) || !parser.Read())
        {
            Problem(1, 1, "The file is empty.", "Give rows of replicate,value or replicate,time,value.");
            return;
        }

        var first = parser.Record!;
        var (firstLine, firstRaw) = (Line(parser), parser.RawRecord);
        var hasMore = parser.Read();
        var columns = SampleColumns.Of(first, hasMore ? parser.Record : null, dialect, names, (message, remedy) => Problem(firstLine, 1, message, remedy));
        if (columns is null)
        {
            return;
        }

        var cells = new string[columns.By.Length];
        var signs = new DecimalSigns();
        if (!columns.HasHeader)
        {
            Row(i => first[i], first.Length, firstLine, firstRaw);
        }

        for (; hasMore; hasMore = parser.Read())
        {
            if (IsUnclosed(parser.RawRecord))
            {
                Problem(parser.RawRow - parser.RawRecord.Count(c => c == '\n'), ColumnOf(parser.RawRecord, dialect.Delimiter, parser.Count - 1), "The quote is never closed.", "Close it, or write the field without quotes.");
            }

            Row(i => parser[i], parser.Count, -1, "");
        }

        if (signs.Doubtful is { } doubtful)
        {
            Problem(doubtful, 1, "A comma may be a decimal sign here or separate thousands.", "Write all numbers with a decimal point, without groups of thousands.");
        }

        if (into.Count == 0 && problems.Count == 0)
        {
            Problem(1, 1, "The file has a header and no values.", "Give at least one row of values.");
        }

        void Row(Func<int, string> field, int count, int line, string raw)
        {
            if (count == 1 && field(0).Length == 0)
            {
                return;
            }

            if (count != columns.Count)
            {
                Problem(At(), 1, $"The row has {count} fields instead of {columns.Count}.", "Each row has the same fields in the whole file: replicate,value or replicate,time,value, or those that the header names.");
                return;
            }

            var replicate = field(columns.Replicate);
            var text = field(columns.Value);
            var value = dialect.Number(text);
            var time = columns.Time < 0 ? double.NaN : Time(field(columns.Time), dialect);
            if (value is null)
            {
                Problem(At(), Column(columns.Value), $"\"{Shown(text)}\" is not a finite number.", "Write values as plain numbers, without unit and without groups of thousands; leave out what was not measured.");
            }

            if (time is null)
            {
                Problem(At(), Column(columns.Time), $"\"{Shown(field(columns.Time))}\" is not a time.", "Write times as numbers or as ISO 8601 dates.");
            }

            if (replicate.Length == 0)
            {
                Problem(At(), Column(columns.Replicate), "The replicate has no name.", "Name the process (or run) that the value comes from.");
            }
            else if (value is { } v && time is { } t)
            {
                signs.Saw(text, line > 0 ? line : parser.RawRow);
                for (var i = 0; i < cells.Length; i++)
                {
                    cells[i] = field(columns.By[i]);
                }

                into.Add(cells.Length == 0 ? "" : cells.Length == 1 ? cells[0] : string.Join(" / ", cells), replicate, v, t);
            }

            int At() => line > 0 ? line : Line(parser);
            int Column(int index) => ColumnOf(line > 0 ? raw : parser.RawRecord, dialect.Delimiter, index);
        }
    }

    private static double? Time(string text, CsvDialect dialect) => dialect.Number(text)
        ?? (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date.UtcTicks : null);

    private void Problem(int line, int column, string message, string remedy)
    {
        if (problems.Count < MostProblems)
        {
            problems.Add(new FileProblem($"{name}:{line}:{column}", message, remedy));
        }
    }

    // The line a record begins at; the parser counts where it ends.
    private static int Line(CsvParser parser) => parser.RawRow - parser.RawRecord.TrimEnd('\r', '\n').Count(c => c == '\n');

    // Quotes inside a field that does not begin with one are text to the parser, as they are to spreadsheets.
    private static bool IsUnclosed(string raw) => raw.Contains('"') && raw.Count(c => c == '"') % 2 == 1;

    /// <summary>From 1, in characters.</summary>
    private static int ColumnOf(string raw, char delimiter, int index)
    {
        var quoted = false;
        for (var i = 0; i < raw.Length; i++)
        {
            if (index == 0)
            {
                return i + 1;
            }

            quoted ^= raw[i] == '"';
            index -= raw[i] == delimiter && !quoted ? 1 : 0;
        }

        return index == 0 ? raw.Length + 1 : 1;
    }

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
