using System.Globalization;
using System.Text;
using Upshot.Decide.Comparison;

namespace Upshot.Decide.SampleFiles;

/// <summary>What a file of samples held (as far as it could be read), and every problem found in it.</summary>
public sealed record SampleReading(SampleArm Arm, IReadOnlyList<FileProblem> Problems);

/// <summary>
/// Reads samples from CSV: <c>replicate,value</c> or <c>replicate,time,value</c>, with or without a header. A value is a
/// finite number with a point; a time is a number or an ISO 8601 date; a replicate is any text.
/// </summary>
public static class SampleFile
{
    /// <param name="name">How the file is called in problems.</param>
    public static SampleReading Read(ReadOnlySpan<byte> bytes, string name)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var problems = new List<FileProblem>();
        var rows = CsvRows.Read(text, name, problems).ToList();
        if (rows.Count == 0)
        {
            if (problems.Count == 0)
            {
                problems.Add(new FileProblem($"{name}:1:1", "The file is empty.", "Give rows of replicate,value or replicate,time,value."));
            }

            return new SampleReading(new SampleArm(name, []), problems);
        }

        var columns = SampleColumns.Of(rows[0]);
        var replicates = new Dictionary<string, List<(double Time, double Value)>>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var row in columns.HasHeader ? rows.Skip(1) : rows)
        {
            if (row.Fields.Count != columns.Count)
            {
                problems.Add(new FileProblem($"{name}:{row.Line}:1", $"The row has {row.Fields.Count} fields instead of {columns.Count}.", "Each row is replicate,value or replicate,time,value, the same in the whole file."));
                continue;
            }

            var replicate = row.Fields[columns.Replicate];
            var value = Value(row.Fields[columns.Value], name, row.Line, problems);
            var time = columns.Time < 0 ? 0 : Time(row.Fields[columns.Time], name, row.Line, problems);
            if (replicate.Text.Length == 0)
            {
                problems.Add(new FileProblem($"{name}:{row.Line}:{replicate.Column}", "The replicate has no name.", "Name the process (or run) that the value comes from."));
            }
            else if (value is { } v && time is { } t)
            {
                if (!replicates.TryGetValue(replicate.Text, out var values))
                {
                    replicates.Add(replicate.Text, values = []);
                    order.Add(replicate.Text);
                }

                values.Add((t, v));
            }
        }

        if (order.Count == 0 && problems.Count == 0)
        {
            problems.Add(new FileProblem($"{name}:1:1", "The file has a header and no values.", "Give at least one row of values."));
        }

        var arm = order.Select(r => new SampleReplicate(r, [.. replicates[r].OrderBy(x => x.Time).Select(x => x.Value)]));
        return new SampleReading(new SampleArm(name, [.. arm]), problems);
    }

    private static double? Value(CsvField field, string name, int line, List<FileProblem> problems)
    {
        if (double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return value;
        }

        problems.Add(new FileProblem($"{name}:{line}:{field.Column}", $"\"{Shown(field.Text)}\" is not a finite number.", "Write values as plain numbers with a decimal point, without unit; leave out what was not measured."));
        return null;
    }

    private static double? Time(CsvField field, string name, int line, List<FileProblem> problems)
    {
        if (double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        if (DateTimeOffset.TryParse(field.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return date.UtcTicks;
        }

        problems.Add(new FileProblem($"{name}:{line}:{field.Column}", $"\"{Shown(field.Text)}\" is not a time.", "Write times as numbers or as ISO 8601 dates."));
        return null;
    }

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
