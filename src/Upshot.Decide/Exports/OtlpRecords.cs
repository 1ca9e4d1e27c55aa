using System.Globalization;
using System.Text;
using System.Text.Json;
using Upshot.Decide.TraceFiles;

namespace Upshot.Decide.Exports;

/// <summary>Metrics and logs in OTLP's JSON, one document or one a line.</summary>
internal static class OtlpRecords
{
    private static readonly string[] Kinds = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];

    public static bool IsOtlp(byte[] bytes) => Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 4096)) is var start
        && (start.Contains("\"resourceMetrics\"", StringComparison.Ordinal) || start.Contains("\"resourceLogs\"", StringComparison.Ordinal) || start.Contains("\"resource_metrics\"", StringComparison.Ordinal) || start.Contains("\"resource_logs\"", StringComparison.Ordinal));

    public static void Read(byte[] bytes, string name, Func<long, bool> within, List<MeasuredPoint> points, List<LoggedLine> lines, List<FileProblem> problems)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes, new JsonReaderOptions { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 });
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                var root = new JsonLocation(document.RootElement, "");
                foreach (var resource in root.Items("resourceMetrics").Concat(root.Items("resource_metrics")))
                {
                    ReadMetrics(resource, within, points);
                }

                foreach (var resource in root.Items("resourceLogs").Concat(root.Items("resource_logs")))
                {
                    ReadLogs(resource, within, lines);
                }
            }
        }
        catch (JsonException e)
        {
            problems.Add(new FileProblem($"{name}:{(e.LineNumber ?? 0) + 1}:{(e.BytePositionInLine ?? 0) + 1}", "This is not valid JSON.", "Give the file as the exporter wrote it."));
        }
    }

    private static void ReadMetrics(JsonLocation resource, Func<long, bool> within, List<MeasuredPoint> points)
    {
        var (service, pod) = Of(resource);
        foreach (var metric in resource.Items("scopeMetrics").Concat(resource.Items("scope_metrics")).SelectMany(s => s.Items("metrics")))
        {
            var name = metric.Text("name") ?? "";
            foreach (var point in Kinds.Select(k => metric.Member(k)).OfType<JsonLocation>().SelectMany(d => d.Items("dataPoints").Concat(d.Items("data_points"))))
            {
                var at = point.Nanos("timeUnixNano", 1) ?? point.Nanos("time_unix_nano", 1);
                var text = point.Text("asDouble") ?? point.Text("asInt") ?? point.Text("as_double") ?? point.Text("as_int");
                if (at is { } time && within(time) && ValueOf(point, text) is { } value)
                {
                    points.Add(new MeasuredPoint(time, service, pod, name, value));
                }
            }
        }
    }

    private static double? ValueOf(JsonLocation point, string? text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        return double.TryParse(point.Text("sum"), NumberStyles.Float, CultureInfo.InvariantCulture, out var sum)
            && double.TryParse(point.Text("count"), NumberStyles.Float, CultureInfo.InvariantCulture, out var count) && count > 0 ? sum / count : null;
    }

    private static void ReadLogs(JsonLocation resource, Func<long, bool> within, List<LoggedLine> lines)
    {
        var (service, _) = Of(resource);
        foreach (var log in resource.Items("scopeLogs").Concat(resource.Items("scope_logs")).SelectMany(s => s.Items("logRecords").Concat(s.Items("log_records"))))
        {
            if ((log.Nanos("timeUnixNano", 1) ?? log.Nanos("observedTimeUnixNano", 1)) is { } at && within(at))
            {
                var level = log.Text("severityText") ?? log.Text("severityNumber") ?? "";
                var body = log.Member("body")?.Text("stringValue") ?? "";
                var exception = string.Join(' ', log.Items("attributes").Where(a => a.Text("key")?.StartsWith("exception.", StringComparison.Ordinal) == true).Select(a => a.Member("value")?.Text("stringValue")));
                var text = LogText.Unwrap(exception.Length > 0 ? $"{body} {exception}" : body, ref level);
                lines.Add(new LoggedLine(at, service, text, LogText.IsError(level, text), log.Text("traceId") ?? "", log.Text("spanId") ?? ""));
            }
        }
    }

    private static (string Service, string Pod) Of(JsonLocation resource)
    {
        var attributes = (resource.Member("resource")?.Items("attributes") ?? []).GroupBy(a => a.Text("key") ?? "").ToDictionary(g => g.Key, g => g.First().Member("value")?.Text("stringValue") ?? "");
        var pod = attributes.GetValueOrDefault("k8s.pod.name") ?? attributes.GetValueOrDefault("host.name") ?? "";
        return (ServiceName.OfPod(attributes.GetValueOrDefault("service.name") is { Length: > 0 } service ? service : pod), pod);
    }
}
