using System.Globalization;
using Upshot.Evidence;

namespace Upshot.Decide.TraceFiles;

/// <summary>
/// Jaeger's JSON: <c>data[].spans[]</c> with times in microseconds and <c>data[].processes</c>. The parent of a span is
/// the last of its references of type CHILD_OF into the same trace.
/// </summary>
internal static class JaegerJson
{
    private const long Microsecond = 1_000;

    public static void Read(JsonLocation root, TraceCollector traces)
    {
        foreach (var trace in root.Items("data"))
        {
            ReadTrace(trace, traces);
        }
    }

    public static void ReadTrace(JsonLocation trace, TraceCollector traces)
    {
        foreach (var span in trace.Items("spans"))
        {
            ReadSpan(span, trace, traces);
        }
    }

    private static void ReadSpan(JsonLocation span, JsonLocation trace, TraceCollector traces)
    {
        var traceId = span.Text("traceID") ?? trace.Text("traceID") ?? "";
        var id = span.Text("spanID");
        var start = span.Nanos("startTime", Microsecond);
        var duration = span.Nanos("duration", Microsecond);
        if (id is null || start is null || duration is null)
        {
            var missing = id is null ? "spanID" : start is null ? "startTime" : "duration";
            traces.Report(span, $"The span has no usable {missing}.", "Jaeger writes spanID as text, startTime and duration as microseconds.");
            return;
        }

        var process = (span.Text("processID") is { } key ? trace.Member("processes")?.Member(key) : null) ?? span.Member("process");
        if (process?.Text("serviceName") is not { } service)
        {
            traces.Report(span, $"The span's process \"{span.Text("processID")}\" is not under processes, or has no serviceName.", "Export the whole trace, with its processes.");
            return;
        }

        var host = Tag(process.Value, "hostname") ?? Tag(process.Value, "host.name");
        traces.Add(traceId, new SpanEvidence(id, ParentOf(span, traceId), service, span.Text("operationName") ?? "", KindOf(span), start.Value, duration.Value, IsError(span))
        {
            Attributes = host is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["host.name"] = host },
        });
    }

    private static string ParentOf(JsonLocation span, string traceId)
    {
        var parent = span.Text("parentSpanID") ?? "";
        foreach (var reference in span.Items("references"))
        {
            if (reference.Text("refType") == "CHILD_OF" && (reference.Text("traceID") ?? traceId) == traceId)
            {
                parent = reference.Text("spanID") ?? parent;
            }
        }

        return parent;
    }

    private static string KindOf(JsonLocation span) => Tag(span, "span.kind")?.ToLowerInvariant() ?? "unspecified";

    // A status of 400 to 499 is the caller's failure, not the server's (OpenTelemetry's conventions for HTTP spans).
    private static bool IsError(JsonLocation span) =>
        Tag(span, "otel.status_code") == "ERROR"
        || (Tag(span, "error") is { } error && error is not ("false" or ""))
        || (Tag(span, "grpc.status") is { } status && status is not ("OK" or "0" or ""))
        || (HttpStatus(span) is { } code && code >= (KindOf(span) == "server" ? 500 : 400))
        || LogsAnError(span);

    private static int? HttpStatus(JsonLocation span) =>
        int.TryParse(Tag(span, "http.response.status_code") ?? Tag(span, "http.status_code"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;

    // OpenTracing's way: a log with event=error, or with the error itself.
    private static bool LogsAnError(JsonLocation span)
    {
        foreach (var log in span.Items("logs"))
        {
            foreach (var field in log.Items("fields"))
            {
                var key = field.Text("key");
                if (key is "error" or "error.object" || (key == "event" && field.Text("value") == "error"))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string? Tag(JsonLocation owner, string name)
    {
        foreach (var tag in owner.Items("tags"))
        {
            if (string.Equals(tag.Text("key"), name, StringComparison.OrdinalIgnoreCase))
            {
                return tag.Text("value");
            }
        }

        return null;
    }
}
