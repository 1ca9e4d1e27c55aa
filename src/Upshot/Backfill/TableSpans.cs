using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Upshot.Decide;
using Upshot.Decide.Exports;
using Upshot.Evidence;

namespace Upshot.Backfill;

/// <summary>Spans in a table of separated values as OTLP: columns that say nothing of their own kind are attributes under the names of the header.</summary>
internal static class TableSpans
{
    private static readonly Dictionary<string, string> s_ofResource = new(StringComparer.Ordinal)
    {
        ["version"] = "service.version",
        ["serviceversion"] = "service.version",
        ["resourceserviceversion"] = "service.version",
        ["release"] = "service.version",
        ["environment"] = "deployment.environment.name",
        ["deploymentenvironment"] = "deployment.environment.name",
        ["deploymentenvironmentname"] = "deployment.environment.name",
        ["env"] = "deployment.environment.name",
        ["instance"] = "service.instance.id",
        ["serviceinstanceid"] = "service.instance.id",
        ["instanceid"] = "service.instance.id",
        ["pod"] = "k8s.pod.name",
        ["podname"] = "k8s.pod.name",
        ["k8spodname"] = "k8s.pod.name",
        ["hostname"] = "host.name",
        ["host"] = "host.name",
        ["processpid"] = "process.pid",
        ["pid"] = "process.pid",
    };

    // What the table's own reader has made a status of; and what Upshot's view has besides, which is counted anew.
    private static readonly HashSet<string> s_said = ["status", "statuscode", "otelstatuscode", "iserror", "error", "success", "statusmessage", "tracestate", "adjustedcount", "operation", "scope", "scopeversion", "events", "links", "resource", "attributes"];

    public static IEnumerable<PastRequest> Read(byte[] bytes, string name, List<FileProblem> problems)
    {
        var group = new RequestGroup(Observe.Otlp.TelemetrySignal.Traces);
        var number = 0;
        foreach (var span in SpanTable.Read(bytes, name, problems))
        {
            if (group.Add(GroupOf(span), string.Create(CultureInfo.InvariantCulture, $"{name}: span {++number}")) is { } request)
            {
                yield return request;
            }
        }

        if (group.Take() is { } rest)
        {
            yield return rest;
        }
    }

    private static string GroupOf(TracedSpan traced)
    {
        var span = traced.Span;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("resource");
            json.WriteStartArray("attributes");
            json.Attribute("service.name", span.Service);
            foreach (var (column, value) in span.Attributes.Where(a => s_ofResource.ContainsKey(Normal(a.Key))).DistinctBy(a => s_ofResource[Normal(a.Key)]))
            {
                json.Attribute(s_ofResource[Normal(column)], value);
            }

            WriteMembers(json, span.Attributes.GetValueOrDefault("resource"));
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("scopeSpans");
            json.WriteStartObject();
            json.WriteStartArray("spans");
            WriteSpan(json, traced.TraceId, span);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteSpan(Utf8JsonWriter json, string trace, SpanEvidence span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", OtlpText.Id(trace, 16));
        json.WriteString("spanId", OtlpText.Id(span.SpanId, 8));
        if (span.ParentSpanId.Length > 0)
        {
            json.WriteString("parentSpanId", OtlpText.Id(span.ParentSpanId, 8));
        }

        json.WriteString("traceState", span.Attributes.GetValueOrDefault("trace_state") ?? "");
        json.WriteString("name", span.Name);
        json.WriteNumber("kind", OtlpText.KindOf(span.Kind));
        json.WriteString("startTimeUnixNano", span.StartNanos.ToString(CultureInfo.InvariantCulture));
        json.WriteString("endTimeUnixNano", span.EndNanos.ToString(CultureInfo.InvariantCulture));
        json.WriteStartArray("attributes");
        WriteMembers(json, span.Attributes.GetValueOrDefault("attributes"));
        foreach (var (column, value) in span.Attributes.Where(a => !s_ofResource.ContainsKey(Normal(a.Key)) && !s_said.Contains(Normal(a.Key))))
        {
            WriteTyped(json, NameOf(column), value);
        }

        json.WriteEndArray();
        json.WriteStartObject("status");
        json.WriteNumber("code", span.IsError ? 2 : 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Tables know no types: what is a whole number is one, so that a status code is what it is in OTLP.</summary>
    private static void WriteTyped(Utf8JsonWriter json, string name, string value)
    {
        if (name.EndsWith("status_code", StringComparison.Ordinal) && long.TryParse(value, CultureInfo.InvariantCulture, out _))
        {
            using var number = JsonDocument.Parse(value);
            json.Attribute(name, number.RootElement);
        }
        else
        {
            json.Attribute(name, value);
        }
    }

    /// <summary>A cell that holds attributes as a JSON object, as Upshot's own tables have it.</summary>
    private static void WriteMembers(Utf8JsonWriter json, string? cell)
    {
        if (cell is not { Length: > 1 } || cell[0] != '{')
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(cell);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                json.Attribute(member.Name, member.Value);
            }
        }
        catch (JsonException)
        {
            json.Attribute("attributes", cell);
        }
    }

    private static string NameOf(string column)
    {
        foreach (var prefix in new[] { "attributes.", "tags.", "tag.", "span.attributes.", "spanattributes." })
        {
            if (column.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return column[prefix.Length..];
            }
        }

        return column;
    }

    private static string Normal(string column) => new([.. column.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
