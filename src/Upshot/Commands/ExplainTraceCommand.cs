using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Upshot.Decide;
using Upshot.Decide.CriticalPaths;
using Upshot.Decide.TraceFiles;

namespace Upshot.Commands;

/// <summary><c>upshot explain trace FILE</c>: the critical path of one trace in a file of Jaeger or OTLP JSON.</summary>
internal static class ExplainTraceCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "A trace in Jaeger JSON or OTLP JSON." };
        var format = FileFormat.Option();
        var trace = new Option<string?>("--trace") { Description = "The id of the trace, where the file holds several." };
        var all = new Option<bool>("--all") { Description = "Also the work of all spans, and what errors cost: the path, work and time had the failed spans not been." };
        var command = new Command("trace", "The critical path of one trace in a file.") { file, format, trace, all };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file), parsed.GetValue(trace), parsed.GetValue(format) == FileFormat.Json, parsed.GetValue(all), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(FileInfo file, string? traceId, bool asJson, bool all, TextWriter output, TextWriter error)
    {
        if (UserFile.Read(file, error) is not { } bytes)
        {
            return ExitCode.Failed;
        }

        var reading = TraceFile.Read(bytes, file.ToString());
        if (reading.Problems.Count > 0)
        {
            UserFile.Report(reading.Problems, error);
            return ExitCode.Failed;
        }

        var matching = reading.Traces.Where(t => traceId is null || string.Equals(t.TraceId, traceId, StringComparison.OrdinalIgnoreCase)).ToList();
        if (matching.Count != 1)
        {
            var ids = string.Join(", ", reading.Traces.Take(10).Select(t => t.TraceId));
            error.WriteLine(matching.Count == 0
                ? $"{file}: there is no trace {traceId}. It holds {ids}."
                : $"{file}: the file holds {reading.Traces.Count} traces. Choose one with --trace: {ids}{(reading.Traces.Count > 10 ? " …" : "")}.");
            return ExitCode.Failed;
        }

        if (CriticalPath.Of(matching[0]) is not { } path)
        {
            error.WriteLine($"{file}: the trace has no span to start from.");
            return ExitCode.Failed;
        }

        var errors = all ? WithoutErrors.Of(matching[0]) : null;
        output.Write(asJson ? Json(path, errors) : PathText.Render(path) + Text(errors));
        return ExitCode.Yes;
    }

    private static string Text(WithoutErrors? errors) => errors is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"\nAll spans together: {DurationText.Of(errors.WorkNanos)}; failed spans: {DurationText.Of(errors.SavedWorkNanos)}. Without them the trace would end {DurationText.Of(errors.SavedNanos)} sooner.\n");

    private static string Json(CriticalPath path, WithoutErrors? errors)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, FileFormat.WriterOptions))
        {
            writer.WriteStartObject();
            if (errors is null)
            {
                WriteMicroseconds(writer, path.ByOperation());
            }
            else
            {
                // The names are CRISP's, so that its users can compare.
                writer.WriteStartObject("opTimeExclusive");
                WriteMicroseconds(writer, path.ByOperation());
                writer.WriteEndObject();
                writer.WriteStartObject("noErrCP");
                WriteMicroseconds(writer, errors.PathByOperation);
                writer.WriteEndObject();
                writer.WriteNumber("totalWork", errors.WorkNanos / 1000m);
                writer.WriteNumber("timeSavedOnWork", errors.SavedWorkNanos / 1000m);
                writer.WriteNumber("timeSavedOnCP", errors.SavedNanos / 1000m);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteMicroseconds(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, long>> nanosByOperation)
    {
        foreach (var (operation, nanos) in nanosByOperation)
        {
            writer.WriteNumber(operation, nanos / 1000m);
        }
    }
}
