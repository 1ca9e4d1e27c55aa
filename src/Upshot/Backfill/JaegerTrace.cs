using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Upshot.Decide;

namespace Upshot.Backfill;

/// <summary>
/// Jaeger's JSON as OTLP: as the OpenTelemetry Collector translates it (Jaeger to OTLP, opentelemetry.io), and, as old clients name them, <c>hostname</c> as
/// <c>host.name</c> and <c>client-uuid</c> as <c>service.instance.id</c>.
/// </summary>
internal sealed class JaegerTrace
{
    private static readonly string[] s_notAttributes = ["span.kind", "error", "otel.status_code", "otel.status_description", "w3c.tracestate", "otel.scope.name", "otel.scope.version", "otel.library.name", "otel.library.version", "internal.span.format"];
    private static readonly Dictionary<string, string> s_oldNames = new(StringComparer.OrdinalIgnoreCase) { ["hostname"] = "host.name", ["client-uuid"] = "service.instance.id", ["version"] = "service.version" };

    private readonly JsonElement _span;
    private readonly List<(string Key, JsonElement Value, string Type)> _tags;
    private readonly string _traceId;
    private readonly string _parent;

    private JaegerTrace(JsonElement span, string traceId)
    {
        (_span, _tags, _traceId) = (span, Tags(span, "tags"), traceId);
        _parent = ParentOf();
    }

    public static bool AreIn(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array || (root.ValueKind == JsonValueKind.Object && (root.TryGetProperty("data", out _) || root.TryGetProperty("spans", out _) || root.TryGetProperty("spanID", out _)));

    /// <summary>Each span as a group of its own; what is none is told.</summary>
    public static IEnumerable<(string Group, string Place)> Groups(JsonElement root, string place, List<FileProblem> problems)
    {
        var traces = root.ValueKind == JsonValueKind.Array ? root
            : root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array ? data : (JsonElement?)null;
        IEnumerable<(JsonElement, string)> found = traces is { } list ? list.EnumerateArray().Select((t, i) => (t, $"{place}: data[{i}]")) : [(root, place)];
        foreach (var (trace, at) in found)
        {
            // A line of Jaeger's storage is a span by itself, with its process.
            IEnumerable<(JsonElement, string)> spans = trace.ValueKind == JsonValueKind.Object && trace.TryGetProperty("spans", out var all) && all.ValueKind == JsonValueKind.Array
                ? all.EnumerateArray().Select((s, i) => (s, $"{at}.spans[{i}]")) : [(trace, at)];
            foreach (var (span, where) in spans)
            {
                if (GroupOf(span, trace, out var wrong) is { } group)
                {
                    yield return (group, where);
                }
                else
                {
                    problems.Add(new(where, wrong, "Jaeger writes traceID and spanID as text, startTime and duration in microseconds, and names the service in processes."));
                }
            }
        }
    }

    private static string? GroupOf(JsonElement span, JsonElement trace, out string wrong)
    {
        var traceId = TextOf(span, "traceID") ?? TextOf(trace, "traceID");
        wrong = span.ValueKind != JsonValueKind.Object ? "This is no span."
            : string.IsNullOrEmpty(traceId) ? "The span has no traceID."
            : string.IsNullOrEmpty(TextOf(span, "spanID")) ? "The span has no spanID."
            : Nanos(span, "startTime") is null or <= 0 ? "The span has no usable startTime."
            : Nanos(span, "duration") is null or < 0 ? "The span has no usable duration."
            : ProcessOf(span, trace) is null ? $"The span's process \"{TextOf(span, "processID")}\" is not under processes, or has no serviceName."
            : "";
        return wrong.Length > 0 ? null : new JaegerTrace(span, traceId!).Write(ProcessOf(span, trace)!.Value);
    }

    private static JsonElement? ProcessOf(JsonElement span, JsonElement trace)
    {
        var process = TextOf(span, "processID") is { } id && trace.TryGetProperty("processes", out var processes) && processes.ValueKind == JsonValueKind.Object && processes.TryGetProperty(id, out var named) ? named
            : span.TryGetProperty("process", out var own) ? own : default;
        return TextOf(process, "serviceName") is { Length: > 0 } ? process : null;
    }

    private string Write(JsonElement process)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteResource(json, process);
            json.WriteStartArray("scopeSpans");
            json.WriteStartObject();
            json.WriteStartObject("scope");
            json.WriteString("name", Tag("otel.scope.name") ?? Tag("otel.library.name") ?? "");
            json.WriteString("version", Tag("otel.scope.version") ?? Tag("otel.library.version") ?? "");
            json.WriteEndObject();
            json.WriteStartArray("spans");
            WriteSpan(json);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteResource(Utf8JsonWriter json, JsonElement process)
    {
        var tags = Tags(process, "tags");
        json.WriteStartObject("resource");
        json.WriteStartArray("attributes");
        json.Attribute("service.name", TextOf(process, "serviceName")!);
        foreach (var (key, value, type) in tags.Where(t => t.Key != "service.name"))
        {
            var name = s_oldNames.GetValueOrDefault(key, key);
            if (name == key || !tags.Exists(t => t.Key == name))
            {
                json.Attribute(name, value, type);
            }
        }

        // Some clients say the version with each span.
        foreach (var (key, value, type) in _tags.Where(t => t.Key is "service.version" or "service.instance.id" or "deployment.environment" or "deployment.environment.name" && !tags.Exists(p => s_oldNames.GetValueOrDefault(p.Key, p.Key) == t.Key)))
        {
            json.Attribute(key, value, type);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteSpan(Utf8JsonWriter json)
    {
        var (start, duration) = (Nanos(_span, "startTime")!.Value, Nanos(_span, "duration")!.Value);
        json.WriteStartObject();
        json.WriteString("traceId", OtlpText.Id(_traceId, 16));
        json.WriteString("spanId", OtlpText.Id(TextOf(_span, "spanID")!, 8));
        if (_parent.Length > 0)
        {
            json.WriteString("parentSpanId", OtlpText.Id(_parent, 8));
        }

        if (Tag("w3c.tracestate") is { } state)
        {
            json.WriteString("traceState", state);
        }

        json.WriteString("name", TextOf(_span, "operationName") ?? "");
        json.WriteNumber("kind", OtlpText.KindOf(Tag("span.kind")));
        json.WriteString("startTimeUnixNano", start.ToString(CultureInfo.InvariantCulture));
        json.WriteString("endTimeUnixNano", (start + duration).ToString(CultureInfo.InvariantCulture));
        json.WriteStartArray("attributes");
        foreach (var (key, value, type) in _tags.Where(t => !s_notAttributes.Contains(t.Key)))
        {
            json.Attribute(key, value, type);
        }

        json.WriteEndArray();
        WriteEvents(json);
        WriteLinks(json);
        json.WriteStartObject("status");
        json.WriteNumber("code", IsError() ? 2 : Tag("otel.status_code") == "OK" ? 1 : 0);
        json.WriteString("message", Tag("otel.status_description") ?? "");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteEvents(Utf8JsonWriter json)
    {
        json.WriteStartArray("events");
        foreach (var log in Items(_span, "logs"))
        {
            var fields = Tags(log, "fields");
            json.WriteStartObject();
            json.WriteString("timeUnixNano", Math.Max(0, Nanos(log, "timestamp") ?? 0).ToString(CultureInfo.InvariantCulture));
            json.WriteString("name", fields.Where(f => f.Key == "event" && f.Value.ValueKind == JsonValueKind.String).Select(f => f.Value.GetString()).FirstOrDefault() ?? "");
            json.WriteStartArray("attributes");
            foreach (var (key, value, type) in fields.Where(f => f.Key != "event"))
            {
                json.Attribute(key, value, type);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteLinks(Utf8JsonWriter json)
    {
        json.WriteStartArray("links");
        foreach (var (trace, span) in References().Select(r => (r.Trace, r.Span)).Where(r => r != (_traceId, _parent)))
        {
            json.WriteStartObject();
            json.WriteString("traceId", OtlpText.Id(trace, 16));
            json.WriteString("spanId", OtlpText.Id(span, 8));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private string ParentOf()
    {
        var parent = TextOf(_span, "parentSpanID") ?? "";
        var references = References().Where(r => r.Trace == _traceId).ToList();
        parent = references.Where(r => r.Type == "CHILD_OF").Select(r => r.Span).LastOrDefault() ?? (parent.Length > 0 ? parent : references.Select(r => r.Span).FirstOrDefault() ?? "");
        return parent.All(c => c == '0') ? "" : parent;
    }

    private List<(string Type, string Trace, string Span)> References() =>
        [.. Items(_span, "references").Select(r => (Type: TextOf(r, "refType") ?? "", Trace: TextOf(r, "traceID") ?? _traceId, Span: TextOf(r, "spanID") ?? "")).Where(r => r.Span.Length > 0)];

    // A status of 400 to 499 is the caller's failure, not the server's (OpenTelemetry's conventions for HTTP spans).
    private bool IsError() =>
        Tag("otel.status_code") is { } status ? status == "ERROR"
        : Tag("error") is { Length: > 0 } error ? !string.Equals(error, "false", StringComparison.OrdinalIgnoreCase)
        : int.TryParse(Tag("http.response.status_code") ?? Tag("http.status_code"), CultureInfo.InvariantCulture, out var code) && code >= (OtlpText.KindOf(Tag("span.kind")) == 2 ? 500 : 400) && code < 600;

    private string? Tag(string name) => _tags.Where(t => t.Key == name).Select(t => t.Value.ValueKind == JsonValueKind.String ? t.Value.GetString() : t.Value.GetRawText()).FirstOrDefault();

    private static List<(string Key, JsonElement Value, string Type)> Tags(JsonElement owner, string list) =>
        [.. Items(owner, list).Where(t => TextOf(t, "key") is { Length: > 0 } && t.TryGetProperty("value", out var value) && value.ValueKind != JsonValueKind.Null)
            .Select(t => (TextOf(t, "key")!, t.GetProperty("value"), TextOf(t, "type") ?? "")).DistinctBy(t => t.Item1)];

    private static IEnumerable<JsonElement> Items(JsonElement owner, string list) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object) : [];

    private static string? TextOf(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>From microseconds.</summary>
    private static long? Nanos(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var micros) && Math.Abs(micros) < long.MaxValue / 4000
            ? (long)decimal.Round(micros * 1000) : null;
}
