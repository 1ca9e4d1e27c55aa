using System.Globalization;
using System.Text;
using System.Text.Json;
using Upshot.Decide.Exports;

namespace Upshot.Yardsticks.Trains;

/// <summary>The layouts in which telemetry is handed over: none of them is more than what some exporter writes.</summary>
internal static class TrainLayout
{
    public static IReadOnlyList<(string Name, Action<TrainTelemetry, TelemetryExport> Write)> All { get; } =
    [
        ("pods, nanoseconds, wrapped logs", Pods),
        ("services, microseconds, wide metrics", Services),
        ("Jaeger JSON, text logs, long metrics", Jaeger),
        ("OTLP JSON, JSON lines", Otlp),
        ("semicolons, milliseconds, ISO times", Semicolons),
    ];

    private static void Pods(TrainTelemetry all, TelemetryExport export)
    {
        foreach (var minute in all.Spans.GroupBy(s => s.Start / 60_000_000_000))
        {
            Text(export.AddTraces, $"{minute.Key}_trace.csv", ["TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration", .. minute.Select(s => $"{s.Trace},{s.Id},{(s.Parent.Length == 0 ? "root" : s.Parent)},{s.Pod},{s.Name},{s.Start},{s.Start + s.Nanos},{s.Nanos / 1000}")]);
        }

        Text(export.AddLogs, "01_log.csv", ["Timestamp,TimeUnixNano,Node,PodName,Container,TraceID,SpanID,Log", .. all.Logs.Select(l =>
        {
            var inner = JsonSerializer.Serialize(new { timestamp = Iso(l.Nanos), severity = l.Level, message = $"TraceID: {l.Trace} SpanID: {l.Span} {l.Message}" });
            return $"{Iso(l.Nanos)},{l.Nanos},10.0.0.1,{l.Pod},server,{l.Trace},{l.Span},{Quoted(JsonSerializer.Serialize(new { log = inner + "\n", stream = "stdout", time = Iso(l.Nanos) }))}";
        })]);
        foreach (var pod in all.Metrics.GroupBy(m => m.Pod))
        {
            var names = pod.Select(m => m.Name).Distinct().ToList();
            Text(export.AddMetrics, $"{pod.Key}_metric.csv", [$"Time,TimeStamp,PodName,{string.Join(',', names)}", .. pod.GroupBy(m => m.Nanos).Select(t => $"{Iso(t.Key).Replace('T', ' ').TrimEnd('Z')} +0000 UTC m=+0.1,{t.Key / 1_000_000_000},{pod.Key},{string.Join(',', names.Select(n => Number(t.First(m => m.Name == n).Value)))}")]);
        }
    }

    private static void Services(TrainTelemetry all, TelemetryExport export)
    {
        Text(export.AddTraces, "traces.csv", ["time,traceID,spanID,serviceName,methodName,operationName,startTimeMillis,startTime,duration,statusCode,parentSpanID", .. all.Spans.Select(s =>
            $"{s.Start / 1_000_000_000},{s.Trace},{s.Id},{s.Service},{s.Name},{s.Name},{s.Start / 1_000_000},{s.Start / 1000},{s.Nanos / 1000},{(s.IsError ? 500 : 200)},{s.Parent}")]);
        Text(export.AddLogs, "logs.csv", ["time,timestamp,container_name,message,level", .. all.Logs.Select(l => $"{l.Nanos / 1_000_000_000},{l.Nanos},{l.Service},{Quoted(l.Message)},{l.Level}")]);
        string[] columns = [.. all.Metrics.Select(m => $"{m.Service}_{m.Name}").Distinct()];
        Text(export.AddMetrics, "metrics.csv", [$"time,{string.Join(',', columns)}", .. all.Metrics.GroupBy(m => m.Nanos).Select(t =>
        {
            var values = t.ToDictionary(m => $"{m.Service}_{m.Name}", m => Number(m.Value));
            return $"{t.Key / 1_000_000_000},{string.Join(',', columns.Select(c => values.GetValueOrDefault(c, "")))}";
        })]);
    }

    private static void Jaeger(TrainTelemetry all, TelemetryExport export)
    {
        var data = all.Spans.GroupBy(s => s.Trace).Select(t => new
        {
            traceID = t.Key,
            spans = t.Select(s => new
            {
                traceID = s.Trace,
                spanID = s.Id,
                operationName = s.Name,
                references = s.Parent.Length == 0 ? [] : new[] { new { refType = "CHILD_OF", traceID = s.Trace, spanID = s.Parent } },
                startTime = s.Start / 1000,
                duration = s.Nanos / 1000,
                processID = s.Pod,
                tags = new[] { new { key = "span.kind", type = "string", value = s.Kind }, new { key = "error", type = "bool", value = s.IsError ? "true" : "false" } },
            }),
            processes = t.Select(s => (s.Pod, s.Service)).Distinct().ToDictionary(p => p.Pod, p => new { serviceName = p.Service }),
        });
        export.AddTraces(JsonSerializer.SerializeToUtf8Bytes(new { data }), "traces.json");
        foreach (var service in all.Logs.GroupBy(l => l.Pod))
        {
            Text(export.AddLogs, $"logs/{service.Key}.log", [.. service.OrderBy(l => l.Nanos).Select(l => $"{Iso(l.Nanos)[..23].Replace('T', ' ').Replace('.', ',')}  {l.Level} 1 --- [http-nio-{l.Nanos % 9}] c.s.{l.Service}: {l.Message}")]);
        }

        Text(export.AddMetrics, "kpi.csv", ["timestamp\tcmdb_id\tkpi_name\tvalue", .. all.Metrics.Select(m => $"{m.Nanos / 1_000_000_000}\t{m.Pod}\t{m.Name}\t{Number(m.Value)}")]);
    }

    private static void Otlp(TrainTelemetry all, TelemetryExport export)
    {
        Text(export.AddTraces, "traces.jsonl", [.. all.Spans.Chunk(2000).Select(c => JsonSerializer.Serialize(new
        {
            resourceSpans = c.GroupBy(s => s.Service).Select(g => new
            {
                resource = new { attributes = new[] { Attribute("service.name", g.Key) } },
                scopeSpans = new[]
                {
                    new
                    {
                        spans = g.Select(s => new { traceId = s.Trace, spanId = s.Id, parentSpanId = s.Parent, name = s.Name, kind = s.Kind == "server" ? 2 : 3, startTimeUnixNano = Number(s.Start), endTimeUnixNano = Number(s.Start + s.Nanos), status = new { code = s.IsError ? 2 : 0 } }),
                    },
                },
            }),
        }))]);
        Text(export.AddLogs, "logs.jsonl", [.. all.Logs.Select(l => JsonSerializer.Serialize(new { time = Iso(l.Nanos), level = l.Level, kubernetes = new { pod_name = l.Pod }, message = l.Message, trace_id = l.Trace }))]);
        Text(export.AddMetrics, "metrics.jsonl", [.. all.Metrics.GroupBy(m => m.Service).Select(g => JsonSerializer.Serialize(new
        {
            resourceMetrics = new[]
            {
                new
                {
                    resource = new { attributes = new[] { Attribute("service.name", g.Key), Attribute("k8s.pod.name", g.First().Pod) } },
                    scopeMetrics = new[] { new { metrics = g.GroupBy(m => m.Name).Select(n => new { name = n.Key, gauge = new { dataPoints = n.Select(m => new { timeUnixNano = Number(m.Nanos), asDouble = m.Value }) } }) } },
                },
            },
        }))]);
    }

    private static void Semicolons(TrainTelemetry all, TelemetryExport export)
    {
        Text(export.AddTraces, "spans.csv", ["timestamp;cmdb_id;parent_span;span_id;trace_id;duration;type;status_code;operation_name", .. all.Spans.Select(s =>
            string.Create(CultureInfo.InvariantCulture, $"{s.Start / 1_000_000};{s.Pod};{s.Parent};{s.Id};{s.Trace};{s.Nanos / 1e6:0.###};rpc;{(s.IsError ? "ERROR" : "OK")};{s.Name}"))]);
        Text(export.AddLogs, "all.csv", ["log_id;timestamp;cmdb_id;log_name;value", .. all.Logs.Select((l, i) => $"{i};{Iso(l.Nanos)};{l.Pod};stdout;{Quoted($"{l.Level} {l.Message}")}")]);
        Text(export.AddMetrics, "metrics.csv", ["datetime;service;metric;value", .. all.Metrics.Select(m => $"{Iso(m.Nanos)};{m.Service};{m.Name};{Number(m.Value)}")]);
    }

    private static object Attribute(string name, string value) => new { key = name, value = new { stringValue = value } };

    private static void Text(Action<byte[], string> add, string name, IReadOnlyList<string> lines) => add(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), name);

    private static string Iso(long nanos) => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UnixEpoch.AddTicks(nanos / 100):yyyy-MM-ddTHH:mm:ss.fffffff}Z");

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
