using System.CommandLine;
using System.Text;
using System.Text.Json;
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
        var command = new Command("trace", "The critical path of one trace in a file.") { file, format, trace };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file), parsed.GetValue(trace), parsed.GetValue(format) == FileFormat.Json, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(FileInfo file, string? traceId, bool asJson, TextWriter output, TextWriter error)
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

        output.Write(asJson ? Json(path) : PathText.Render(path));
        return ExitCode.Yes;
    }

    private static string Json(CriticalPath path)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, FileFormat.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (operation, nanos) in path.ByOperation())
            {
                writer.WriteNumber(operation, nanos / 1000m);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
