using Upshot.Decide.Csv;

namespace Upshot.Decide.Series;

/// <summary>What a file of one series held, what is wrong with it, and what was taken as it is but should be known.</summary>
public sealed record SeriesReading(TimeSeries? Series, IReadOnlyList<FileProblem> Problems, IReadOnlyList<FileProblem> Notes);

/// <summary>
/// Reads a series from CSV with the header <c>timestamp,value</c>. Rows are in the order of their times. A time that occurs again is a
/// mistake, unless it is as rare as in real records (clocks set back, two readings in a second): at most one row in a thousand.
/// </summary>
public static class SeriesFile
{
    public const string ValueColumn = "value";
    private const int Fewest = 3;
    private const int RowsForARepeat = 1000;
    private static readonly string[] TimeColumns = ["timestamp", "time", "date"];

    /// <param name="name">How the file is called in problems.</param>
    public static SeriesReading Read(ReadOnlySpan<byte> bytes, string name, string valueColumn = ValueColumn)
    {
        var problems = new List<FileProblem>();
        if (CsvTable.Read(bytes, name, problems) is not { } table)
        {
            return new SeriesReading(null, problems, []);
        }

        var time = TimeColumns.Select(table.IndexOf).FirstOrDefault(i => i >= 0, -1);
        if (time < 0)
        {
            table.Column(TimeColumns[0], problems);
        }

        var value = table.Column(valueColumn, problems);
        return problems.Count > 0 ? new SeriesReading(null, problems, []) : Read(table, time, value, problems);
    }

    private static SeriesReading Read(CsvTable table, int time, int value, List<FileProblem> problems)
    {
        var count = table.Rows.Count;
        var (texts, seconds, values) = (new string[count], new double[count], new double[count]);
        var isClock = true;
        for (var i = 0; i < count; i++)
        {
            texts[i] = table.Rows[i].Fields[time];
            if (!TimeText.TryParse(texts[i], out seconds[i], out var clock))
            {
                problems.Add(new FileProblem($"{table.Name}:{table.Rows[i].Number}", $"\"{texts[i]}\" is not a time.", "Write times as numbers or as ISO 8601 dates."));
            }

            isClock &= clock;
            values[i] = table.Number(table.Rows[i], value, problems);
        }

        if (count < Fewest)
        {
            problems.Add(new FileProblem($"{table.Name}:{table.Rows[^1].Number}", count == 1 ? "The series has one row." : $"The series has {count} rows.", $"Give at least {Fewest}."));
        }

        var repeats = problems.Count > 0 ? [] : Order(table, texts, seconds, problems);
        if (repeats.Count * RowsForARepeat > count)
        {
            problems.AddRange(repeats);
        }

        return problems.Count > 0
            ? new SeriesReading(null, problems, [])
            : new SeriesReading(new TimeSeries(texts, seconds, values, isClock), problems, repeats);
    }

    private static List<FileProblem> Order(CsvTable table, string[] texts, double[] seconds, List<FileProblem> problems)
    {
        var repeats = new List<FileProblem>();
        var seen = new HashSet<double>();
        var latest = double.NegativeInfinity;
        for (var i = 0; i < seconds.Length; i++)
        {
            if (!seen.Add(seconds[i]))
            {
                repeats.Add(new FileProblem($"{table.Name}:{table.Rows[i].Number}", $"The time {texts[i]} occurs again.", "Give each time once; add up or average what belongs together."));
            }
            else if (seconds[i] < latest)
            {
                problems.Add(new FileProblem($"{table.Name}:{table.Rows[i].Number}", $"The time {texts[i]} lies before that of an earlier row.", "Sort the rows by time."));
            }

            latest = Math.Max(latest, seconds[i]);
        }

        return repeats;
    }
}
