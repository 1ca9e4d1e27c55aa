using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Upshot.Decide.Rehearsals;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.RunbookRuns;

/// <summary>A rehearsal's requests as OTLP/JSON: spans of the plan's journeys, and what the plan declares besides, each with a value of its own type.</summary>
internal static partial class RehearsedTelemetry
{
    private const string Version = "rehearsed";

    /// <summary>A request for each service.</summary>
    public static IEnumerable<byte[]> Spans(ProductPlan plan, IReadOnlyList<RehearsedTrace> traces) => traces.Index()
        .SelectMany(t => t.Item.Trace.Spans.Select(s => (s.Service, Json: Span(plan, t.Item, t.Index, s))))
        .GroupBy(s => s.Service, s => s.Json, StringComparer.Ordinal)
        .Select(g => JsonSerializer.SerializeToUtf8Bytes(new { resourceSpans = new[] { new { resource = Resource(g.Key), scopeSpans = new[] { new { scope = new { name = "rehearsal" }, spans = g.ToList() } } } } }));

    /// <summary>Events that the plan declares, and evaluations of its flags, spread over the requests.</summary>
    public static IEnumerable<byte[]> Logs(ProductPlan plan, IReadOnlyList<RehearsedTrace> traces)
    {
        var events = plan.Signals.Where(s => s.Kind == SignalKind.Event).ToList();
        var records = traces.Index().SelectMany(t =>
        {
            var root = t.Item.Trace.Spans[^1];
            return events.Select(e => (Service: root.Service, Json: Log(t.Item, e.Name, e.Attributes.Select(a => Attribute(a.Definition)))))
                .Concat(FlagOf(plan, t.Index) is { } flag ? [(root.Service, Log(t.Item, "feature_flag.evaluation", flag))] : []);
        });
        return records.GroupBy(r => r.Service, r => r.Json, StringComparer.Ordinal)
            .Select(g => JsonSerializer.SerializeToUtf8Bytes(new { resourceLogs = new[] { new { resource = Resource(g.Key), scopeLogs = new[] { new { scope = new { name = "rehearsal" }, logRecords = g.ToList() } } } } }));
    }

    private static object Span(ProductPlan plan, RehearsedTrace trace, int index, SpanEvidence span)
    {
        var start = trace.Start + TimeSpan.FromTicks(span.StartNanos / 100);
        return new
        {
            traceId = trace.Trace.TraceId,
            spanId = Id(trace.Trace.TraceId, span.SpanId),
            parentSpanId = span.ParentSpanId.Length == 0 ? "" : Id(trace.Trace.TraceId, span.ParentSpanId),
            name = span.Name,
            kind = span.Kind switch { "server" => 2, "client" => 3, _ => 1 },
            startTimeUnixNano = Nanos(start),
            endTimeUnixNano = Nanos(start + TimeSpan.FromTicks(span.DurationNanos / 100)),
            attributes = Attributes(plan, trace, index, span).ToList(),
            status = new { code = span.IsError ? 2 : 0 },
        };
    }

    private static IEnumerable<object> Attributes(ProductPlan plan, RehearsedTrace trace, int index, SpanEvidence span)
    {
        var known = (span.Attributes ?? new Dictionary<string, string>()).Select(a => Text(a.Key, a.Value)).ToList();
        if (Route().Match(span.Name) is { Success: true } route)
        {
            known.AddRange([Text("http.request.method", route.Groups[1].Value), Text("http.route", route.Groups[2].Value), Number("http.response.status_code", span.IsError ? 500 : 200)]);
        }

        if (span.IsError)
        {
            known.Add(Text("error.type", "rehearsed"));
        }

        if (span.ParentSpanId.Length == 0)
        {
            known.AddRange(trace.Operation.Entry.Attributes.Select(a => Text(a.Key, a.Value)));
            known.AddRange(FlagOf(plan, index) ?? []);
        }

        known.AddRange(plan.Signals.Where(s => s.Kind == SignalKind.Span && s.Name == span.Name).SelectMany(s => s.Attributes).Select(a => Attribute(a.Definition)));
        return known;
    }

    // The flags take turns, and each is on for every other request of its own.
    private static IReadOnlyList<object>? FlagOf(ProductPlan plan, int index) => plan.Flags.Count == 0 ? null
        : [Text("feature_flag.key", plan.Flags[index % plan.Flags.Count].Name), Text("feature_flag.result.variant", index / plan.Flags.Count % 2 == 0 ? "on" : "off")];

    private static object Log(RehearsedTrace trace, string name, IEnumerable<object> attributes) => new
    {
        timeUnixNano = Nanos(trace.Start),
        observedTimeUnixNano = Nanos(trace.Start),
        traceId = trace.Trace.TraceId,
        eventName = name,
        severityNumber = 9,
        body = new { stringValue = name },
        attributes = attributes.ToList(),
    };

    private static object Attribute(AttributeDefinition definition) => definition.Type switch
    {
        _ when definition.AllowedValues.Count > 0 => definition.IsIntegerEnum ? Number(definition.Name, long.Parse(definition.AllowedValues[0].Value, CultureInfo.InvariantCulture)) : Text(definition.Name, definition.AllowedValues[0].Value),
        "int" => Number(definition.Name, 1),
        "double" => new { key = definition.Name, value = new { doubleValue = 1.5 } },
        "boolean" => new { key = definition.Name, value = new { boolValue = true } },
        _ => Text(definition.Name, "rehearsed"),
    };

    private static object Resource(string service) => new { attributes = new[] { Text("service.name", service), Text("service.version", Version), Text("service.instance.id", $"{service}-1") } };

    // Ids of a rehearsal are short and the same in every trace.
    private static string Id(string trace, string span) => (System.IO.Hashing.XxHash64.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(trace + span)) | 1).ToString("x16", CultureInfo.InvariantCulture);

    private static string Nanos(DateTimeOffset at) => ((at - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    private static object Text(string key, string value) => new { key, value = new { stringValue = value } };

    private static object Number(string key, long value) => new { key, value = new { intValue = value.ToString(CultureInfo.InvariantCulture) } };

    [GeneratedRegex("^([A-Z]+) (/.*)$")]
    private static partial Regex Route();
}
