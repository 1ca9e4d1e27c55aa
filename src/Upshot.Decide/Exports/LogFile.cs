using System.Text;
using System.Text.RegularExpressions;

namespace Upshot.Decide.Exports;

/// <summary>Log lines in a file: a table, JSON lines, or text in which an entry begins with a time and goes on until the next one.</summary>
internal static partial class LogFile
{
    private const int FarthestTime = 120;
    private const int MostLinesOfEntry = 40;

    public static void Read(byte[] bytes, string name, Func<long, bool> within, List<LoggedLine> lines, List<FileProblem> problems)
    {
        var first = FirstLine(bytes);
        if (first.TrimStart().StartsWith('{'))
        {
            ReadLines(bytes, name, within, lines, problems, isJson: true);
            return;
        }

        using var table = ExportTable.Open(bytes, name);
        if (table is not null && table.Find(ColumnNames.Time) >= 0 && table.Find(ColumnNames.Message) >= 0)
        {
            ReadTable(table, within, lines);
        }
        else
        {
            ReadLines(bytes, name, within, lines, problems, isJson: false);
        }
    }

    private static void ReadTable(ExportTable table, Func<long, bool> within, List<LoggedLine> lines)
    {
        var (time, message, level) = (table.Find(ColumnNames.Time), table.Find(ColumnNames.Message), table.Find(ColumnNames.Level));
        var (service, pod, trace, span) = (table.Find(ColumnNames.Service), table.Find(ColumnNames.Pod), table.Find(ColumnNames.Trace), table.Find(ColumnNames.Span));
        var own = ServiceName.OfFile(table.Name);
        while (table.Next())
        {
            if (Moment.TryParse(table.Field(time), out var at) && within(at))
            {
                var who = table.Field(service) is { Length: > 0 } named ? named : table.Field(pod) is { Length: > 0 } podNamed ? podNamed : own;
                Add(lines, at, who, table.Field(message), table.Field(level), table.Field(trace), table.Field(span));
            }
        }
    }

    private static void ReadLines(byte[] bytes, string name, Func<long, bool> within, List<LoggedLine> lines, List<FileProblem> problems, bool isJson)
    {
        var own = ServiceName.OfFile(name);
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var entry = new StringBuilder();
        var (entryAt, entryLines, timed, all) = (long.MinValue, 0, 0, 0);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            all++;
            if (isJson && LogJson.TryFields(line, out var fields))
            {
                timed += AddJson(lines, fields, line, own, within) ? 1 : 0;
            }
            else if (TimeIn(line, out var at))
            {
                Flush();
                timed++;
                (entryAt, entryLines) = (at, 1);
                entry.Append(line);
            }
            else if (entryLines is > 0 and < MostLinesOfEntry)
            {
                entryLines++;
                entry.Append('\n').Append(line);
            }
        }

        Flush();
        if (timed == 0)
        {
            problems.Add(new FileProblem($"{name}:1:1", $"None of the {all} lines has a time.", "Lines begin with a time, or are JSON with one, or the file is a table with columns of time and message."));
        }

        void Flush()
        {
            if (entryLines > 0 && within(entryAt))
            {
                var text = entry.ToString();
                Add(lines, entryAt, own.Length > 0 ? own : PodIn(text), text, LevelIn(text), LogText.TraceIdIn(text), "");
            }

            entry.Clear();
            entryLines = 0;
        }
    }

    private static bool AddJson(List<LoggedLine> lines, Dictionary<string, string> fields, string line, string own, Func<long, bool> within)
    {
        if (LogJson.Find(fields, ColumnNames.Time) is not { } time || !Moment.TryParse(time, out var at))
        {
            return false;
        }

        if (within(at))
        {
            var who = LogJson.Find(fields, ColumnNames.Service) ?? LogJson.Find(fields, ColumnNames.Pod) ?? own;
            Add(lines, at, who, LogJson.Find(fields, ColumnNames.Message) ?? line, LogJson.Find(fields, ColumnNames.Level) ?? "", LogJson.Find(fields, ColumnNames.Trace) ?? "", LogJson.Find(fields, ["spanid"]) ?? "");
        }

        return true;
    }

    private static void Add(List<LoggedLine> lines, long at, string who, string message, string level, string trace, string span)
    {
        var service = ServiceName.OfPod(who);
        var text = LogText.Unwrap(message, ref level);
        if (service.Length > 0)
        {
            lines.Add(new LoggedLine(at, service, text, LogText.IsError(level, text), trace.Length > 0 ? trace : LogText.TraceIdIn(text), span));
        }
    }

    // A time may stand behind a level or a bracket.
    private static bool TimeIn(string line, out long nanos)
    {
        nanos = 0;
        if (char.IsWhiteSpace(line[0]))
        {
            return false;
        }

        var found = Time().Match(line.Length > FarthestTime ? line[..FarthestTime] : line);
        if (found.Success)
        {
            return Moment.TryIso(line[found.Index..], out nanos, out _);
        }

        var space = line.IndexOfAny([' ', '\t', ',']);
        return space is >= 10 and <= 20 && Moment.TryNumber(line[..space], out nanos) && nanos > 100_000_000_000_000_000;
    }

    private static string PodIn(string text) => Pod().Match(text) is { Success: true } found ? found.Value : "";

    private static string LevelIn(string text) => Level().Match(text.Length > 200 ? text[..200] : text) is { Success: true } found ? found.Value : "";

    private static string FirstLine(byte[] bytes)
    {
        var end = Array.IndexOf(bytes, (byte)'\n');
        return Encoding.UTF8.GetString(bytes, 0, Math.Min(end < 0 ? bytes.Length : end, 4096)).TrimStart('\uFEFF');
    }

    [GeneratedRegex(@"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b[a-z][a-z0-9-]*-[a-z0-9]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b")]
    private static partial Regex Pod();

    [GeneratedRegex(@"\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL|PANIC)\b")]
    private static partial Regex Level();
}
