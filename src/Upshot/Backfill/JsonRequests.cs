using System.Globalization;
using System.Text;
using System.Text.Json;
using Upshot.Decide;
using Upshot.Observe.Otlp;

namespace Upshot.Backfill;

/// <summary>OTLP JSON and Jaeger JSON: one document, or one a line as the Collector's file exporter writes them. Lines are read one by one, whatever the size of the file.</summary>
internal sealed class JsonRequests(string name, List<FileProblem> problems)
{
    private static readonly JsonDocumentOptions s_options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 };
    private readonly Dictionary<TelemetrySignal, RequestGroup> _groups = new[] { TelemetrySignal.Traces, TelemetrySignal.Metrics, TelemetrySignal.Logs }.ToDictionary(s => s, s => new RequestGroup(s));

    /// <param name="stream">Open until the last request was taken.</param>
    public IEnumerable<PastRequest> Read(Stream stream)
    {
        var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var first = reader.ReadLine() ?? "";
        return TryParse(first, out var document) ? Lines(document, reader) : Whole(first + "\n" + reader.ReadToEnd());
    }

    private IEnumerable<PastRequest> Lines(JsonDocument first, StreamReader reader)
    {
        JsonDocument? document = first;
        for (var line = 1; ; line++)
        {
            if (document is not null)
            {
                foreach (var request in Document(document, $"{name}:{line}"))
                {
                    yield return request;
                }

                document.Dispose();
            }

            if (reader.ReadLine() is not { } next)
            {
                break;
            }

            document = null;
            if (!string.IsNullOrWhiteSpace(next) && !TryParse(next, out document))
            {
                problems.Add(new($"{name}:{line + 1}", "The line is not valid JSON.", "It is left out; a Collector that was killed leaves half a line."));
            }
        }

        foreach (var request in Rest())
        {
            yield return request;
        }
    }

    private IEnumerable<PastRequest> Whole(string text)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(text, s_options);
        }
        catch (JsonException e)
        {
            problems.Add(new(string.Create(CultureInfo.InvariantCulture, $"{name}:{(e.LineNumber ?? 0) + 1}:{(e.BytePositionInLine ?? 0) + 1}"), "This is not valid JSON.", "Give the file as Jaeger or an OTLP exporter wrote it."));
        }

        return document is null ? [] : Document(document, name).Concat(Rest());
    }

    private IEnumerable<PastRequest> Rest() => _groups.Values.Select(g => g.Take()).OfType<PastRequest>();

    private IEnumerable<PastRequest> Document(JsonDocument document, string place)
    {
        var root = document.RootElement;
        var isKnown = false;
        foreach (var (signal, key, other) in new[]
        {
            (TelemetrySignal.Traces, "resourceSpans", "resource_spans"), (TelemetrySignal.Metrics, "resourceMetrics", "resource_metrics"), (TelemetrySignal.Logs, "resourceLogs", "resource_logs"),
        })
        {
            if (root.ValueKind == JsonValueKind.Object && (root.TryGetProperty(key, out var groups) || root.TryGetProperty(other, out groups)) && groups.ValueKind == JsonValueKind.Array)
            {
                isKnown = true;
                foreach (var request in groups.EnumerateArray().Select(g => _groups[signal].Add(g.GetRawText(), place)).OfType<PastRequest>())
                {
                    yield return request;
                }
            }
        }

        if (!isKnown && JaegerTrace.AreIn(root))
        {
            isKnown = true;
            foreach (var request in JaegerTrace.Groups(root, place, problems).Select(g => _groups[TelemetrySignal.Traces].Add(g.Group, g.Place)).OfType<PastRequest>())
            {
                yield return request;
            }
        }

        if (!isKnown)
        {
            problems.Add(new(place, "This is neither OTLP JSON (resourceSpans, resourceMetrics, resourceLogs) nor Jaeger JSON (data, spans).", "Give files as the Collector's file exporter, an OTLP exporter or Jaeger's API wrote them."));
        }
    }

    private static bool TryParse(string text, out JsonDocument document)
    {
        try
        {
            document = JsonDocument.Parse(text, s_options);
            return true;
        }
        catch (JsonException)
        {
            document = null!;
            return false;
        }
    }
}
