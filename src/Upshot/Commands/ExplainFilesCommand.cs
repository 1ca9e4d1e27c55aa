using System.CommandLine;
using System.Globalization;
using Upshot.Decide.Exports;
using Upshot.Decide.Faults;

namespace Upshot.Commands;

/// <summary><c>upshot explain files</c>: which service is the cause of a bad time, from exported traces, logs and metrics.</summary>
internal static class ExplainFilesCommand
{
    private const int MostNotes = 20;

    public static Command Create()
    {
        var traces = Folder("--traces", "Spans: OTLP JSON, Jaeger JSON, or tables with a span a row.");
        var logs = Folder("--logs", "Logs: text, JSON lines, OTLP JSON, or tables.");
        var metrics = Folder("--metrics", "Metrics: tables with a metric a row or a column, or OTLP JSON.");
        var normal = new Option<string>("--normal") { Description = "A time in which all was well: FROM..TO, dates of ISO 8601 or Unix times; without a zone it is UTC.", Required = true };
        var bad = new Option<string>("--bad") { Description = "The time to explain, in the same form.", Required = true };
        var format = FileFormat.Option();
        var command = new Command("files", "Show which service is the cause of a bad time, from exported telemetry; nothing when nothing is wrong.") { traces, logs, metrics, normal, bad, format };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var (usual, worse) = (Window("--normal", parsed.GetRequiredValue(normal), error), Window("--bad", parsed.GetRequiredValue(bad), error));
            if (usual is not { } before || worse is not { } after || !AreApart(before, after, error))
            {
                return ExitCode.Failed;
            }

            var export = new TelemetryExport(before, after);
            var isRead = Read(parsed.GetValue(traces), "--traces", export.AddTraces, export, error)
                & Read(parsed.GetValue(logs), "--logs", export.AddLogs, export, error)
                & Read(parsed.GetValue(metrics), "--metrics", export.AddMetrics, export, error);
            if (!isRead || !HasBoth(export, error))
            {
                return ExitCode.Failed;
            }

            var faults = FaultSearch.Of(export);
            output.Write(parsed.GetValue(format) == FileFormat.Json ? Json(faults) : Text(faults));
            return ExitCode.Yes;
        });
        return command;
    }

    private static Option<DirectoryInfo?> Folder(string name, string what) => new(name) { Description = $"A folder. {what}" };

    private static ExportWindow? Window(string option, string text, TextWriter error)
    {
        var parts = text.Split("..", 2);
        if (parts.Length == 2 && Moment.TryParse(parts[0], out var from) && Moment.TryParse(parts[1], out var to) && to > from)
        {
            return new ExportWindow(from, to);
        }

        error.WriteLine($"{option}: \"{text}\" is no time. Write FROM..TO, for instance 2026-05-01T10:00:00Z..2026-05-01T10:05:00Z, the earlier one first.");
        return null;
    }

    private static bool AreApart(ExportWindow before, ExportWindow after, TextWriter error)
    {
        if (before.To <= after.From || after.To <= before.From)
        {
            return true;
        }

        error.WriteLine("--normal and --bad overlap. Give a normal time that holds nothing of the bad one.");
        return false;
    }

    /// <summary>Files that are no telemetry of the kind are told and left out; a folder of nothing else is a mistake.</summary>
    private static bool Read(DirectoryInfo? folder, string option, Action<byte[], string> add, TelemetryExport export, TextWriter error)
    {
        if (folder is null)
        {
            return true;
        }

        if (!folder.Exists && !File.Exists(folder.FullName))
        {
            error.WriteLine($"{option}: there is no folder {folder}. Name the one with the exported telemetry.");
            return false;
        }

        string[] files = folder.Exists ? [.. Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [folder.FullName];
        var (before, rows) = (export.Problems.Count, RowsOf(export));
        foreach (var file in files)
        {
            if (UserFile.Read(new FileInfo(file), error) is { Length: > 0 } bytes)
            {
                add(bytes, Path.GetRelativePath(Environment.CurrentDirectory, file));
            }
        }

        var problems = export.Problems.Skip(before).ToList();
        foreach (var problem in problems.Take(MostNotes))
        {
            error.WriteLine(problem);
        }

        if (problems.Count > MostNotes)
        {
            error.WriteLine($"… and {problems.Count - MostNotes} more files like these.");
        }

        if (RowsOf(export) > rows)
        {
            return true;
        }

        error.WriteLine(files.Length == 0 ? $"{option}: the folder {folder} holds no file. Name the one with the exported telemetry." : $"{option}: nothing in {folder} lies in the two times. {Seen(export)}");
        return false;
    }

    private static int RowsOf(TelemetryExport export) => export.Spans.Count + export.Logs.Count + export.Metrics.Count;

    private static bool HasBoth(TelemetryExport export, TextWriter error)
    {
        if (RowsOf(export) == 0)
        {
            error.WriteLine("There is nothing to explain from. Give at least one of --traces, --logs and --metrics.");
            return false;
        }

        foreach (var (option, window) in new[] { ("--normal", export.Normal), ("--bad", export.Bad) })
        {
            if (!export.Spans.Any(s => window.Contains(s.Span.StartNanos)) && !export.Logs.Any(l => window.Contains(l.TimeNanos)) && !export.Metrics.Any(m => window.Contains(m.TimeNanos)))
            {
                error.WriteLine($"{option}: there is nothing in this time. {Seen(export)}");
                return false;
            }
        }

        return true;
    }

    private static string Seen(TelemetryExport export) => export.Seen is { } seen ? $"The files tell of {Iso(seen.First)} to {Iso(seen.Last)}." : "No row of the files has a usable time.";

    private static string Iso(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Json(IReadOnlyList<ServiceFault> faults) => FileAnswer.Json(faults, (writer, fault) =>
    {
        writer.WriteNumber("rank", fault.Rank);
        writer.WriteString("service", fault.Service);
        writer.WriteStartArray("path");
        foreach (var step in fault.Path)
        {
            writer.WriteStringValue(step);
        }

        writer.WriteEndArray();
        writer.WriteString("kind", Word(fault.Kind));
        writer.WriteKnown("share", fault.Share);
        writer.WriteStartArray("evidence");
        foreach (var sentence in fault.Evidence)
        {
            writer.WriteStringValue(sentence);
        }

        writer.WriteEndArray();
    });

    private static string Text(IReadOnlyList<ServiceFault> faults) => faults.Count == 0
        ? "Nothing is out of the ordinary.\n"
        : string.Concat(faults.Select(f => string.Create(
            CultureInfo.InvariantCulture,
            $"{f.Rank}. {f.Service}: {Word(f.Kind)}, {100 * f.Share:0} % of what points at services\n   {string.Join(" > ", f.Path)}\n{string.Concat(f.Evidence.Select(e => $"   {e}\n"))}")));

    private static string Word(FaultKind kind) => kind switch
    {
        FaultKind.SelfTime => "self time",
        FaultKind.Cpu => "cpu",
        FaultKind.Memory => "memory",
        FaultKind.Disk => "disk",
        FaultKind.Network => "network",
        FaultKind.Errors => "errors",
        FaultKind.SkippedWork => "skipped work",
        _ => "unavailable",
    };
}
