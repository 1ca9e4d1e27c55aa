using System.Text.Json;
using Upshot.Evidence;

namespace Upshot.Decide.TraceFiles;

/// <summary>What a file of traces held, and every problem found in it.</summary>
public sealed record TraceReading(IReadOnlyList<TraceEvidence> Traces, IReadOnlyList<FileProblem> Problems);

/// <summary>
/// Reads traces from Jaeger JSON (as its API and user interface give it) and OTLP JSON (one document, or one a line as the
/// Collector's file exporter writes it).
/// </summary>
public static class TraceFile
{
    private static readonly JsonReaderOptions ReaderOptions = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowMultipleValues = true, MaxDepth = 256 };

    /// <param name="name">How the file is called in problems.</param>
    public static TraceReading Read(ReadOnlySpan<byte> json, string name)
    {
        var traces = new TraceCollector(name);
        try
        {
            var reader = new Utf8JsonReader(WithoutByteOrderMark(json), ReaderOptions);
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                ReadDocument(document.RootElement, traces);
            }
        }
        catch (JsonException e)
        {
            traces.Report($"{name}:{(e.LineNumber ?? 0) + 1}:{(e.BytePositionInLine ?? 0) + 1}", "This is not valid JSON.", "Give the file as Jaeger or an OTLP exporter wrote it.");
        }

        return traces.Finish();
    }

    private static void ReadDocument(JsonElement root, TraceCollector traces)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in root.EnumerateArray())
            {
                JaegerJson.ReadTrace(new JsonLocation(item, $"[{index++}]"), traces);
            }
        }
        else if (root.ValueKind == JsonValueKind.Object && (root.TryGetProperty("resourceSpans", out _) || root.TryGetProperty("resource_spans", out _)))
        {
            OtlpJson.Read(new JsonLocation(root, ""), traces);
        }
        else if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out _))
        {
            JaegerJson.Read(new JsonLocation(root, ""), traces);
        }
        else if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("spans", out _))
        {
            JaegerJson.ReadTrace(new JsonLocation(root, ""), traces);
        }
        else
        {
            traces.Report("This is neither Jaeger JSON (\"data\": [{\"spans\": …}]) nor OTLP JSON (\"resourceSpans\": …).", "Export the trace from Jaeger, or let the OpenTelemetry Collector's file exporter write it.");
        }
    }

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> json) =>
        json.StartsWith("\uFEFF"u8) ? json[3..] : json;
}
