using Upshot.Evidence;

namespace Upshot.Decide.TraceFiles;

/// <summary>
/// OTLP's JSON encoding of traces: camelCase keys, ids in hex, 64-bit integers as strings, enums as numbers (names are
/// accepted).
/// </summary>
internal static class OtlpJson
{
    private static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    public static void Read(JsonLocation root, TraceCollector traces)
    {
        foreach (var resource in Both(root, "resourceSpans", "resource_spans"))
        {
            var attributes = resource.Member("resource");
            var service = (attributes is { } a ? Attribute(a, "service.name") : null) ?? "unknown_service";
            var host = attributes is { } b ? Attribute(b, "host.name") : null;
            foreach (var scope in Both(resource, "scopeSpans", "scope_spans"))
            {
                foreach (var span in scope.Items("spans"))
                {
                    ReadSpan(span, service, host, traces);
                }
            }
        }
    }

    private static void ReadSpan(JsonLocation span, string service, string? host, TraceCollector traces)
    {
        var id = span.Text("spanId") ?? span.Text("span_id");
        var traceId = span.Text("traceId") ?? span.Text("trace_id");
        var start = span.Nanos("startTimeUnixNano", 1) ?? span.Nanos("start_time_unix_nano", 1);
        var end = span.Nanos("endTimeUnixNano", 1) ?? span.Nanos("end_time_unix_nano", 1);
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(traceId) || start is null || end is null)
        {
            var missing = string.IsNullOrEmpty(traceId) ? "traceId" : string.IsNullOrEmpty(id) ? "spanId" : start is null ? "startTimeUnixNano" : "endTimeUnixNano";
            traces.Report(span, $"The span has no usable {missing}.", "OTLP JSON writes ids as hex text and times as Unix nanoseconds.");
            return;
        }

        var parent = span.Text("parentSpanId") ?? span.Text("parent_span_id") ?? "";
        var isError = span.Member("status")?.Text("code") is "2" or "STATUS_CODE_ERROR";
        traces.Add(traceId.ToLowerInvariant(), new SpanEvidence(
            id.ToLowerInvariant(), IsZero(parent) ? "" : parent.ToLowerInvariant(), service, span.Text("name") ?? "", KindOf(span.Text("kind")), start.Value, Math.Max(0, end.Value - start.Value), isError)
        {
            Attributes = host is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["host.name"] = host },
        });
    }

    private static bool IsZero(string id) => id.All(c => c == '0');

    private static string KindOf(string? kind)
    {
        if (int.TryParse(kind, out var number))
        {
            return number >= 0 && number < Kinds.Length ? Kinds[number] : Kinds[0];
        }

        const string prefix = "SPAN_KIND_";
        return kind?.StartsWith(prefix, StringComparison.Ordinal) == true ? kind[prefix.Length..].ToLowerInvariant() : Kinds[0];
    }

    private static string? Attribute(JsonLocation owner, string name)
    {
        foreach (var attribute in owner.Items("attributes"))
        {
            if (attribute.Text("key") == name && attribute.Member("value") is { } value)
            {
                return value.Text("stringValue") ?? value.Text("string_value") ?? value.Text("intValue");
            }
        }

        return null;
    }

    private static IEnumerable<JsonLocation> Both(JsonLocation owner, string name, string other) => owner.Items(name).Concat(owner.Items(other));
}
