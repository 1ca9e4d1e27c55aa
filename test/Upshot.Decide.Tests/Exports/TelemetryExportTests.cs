using System.Text;
using Upshot.Decide.Exports;

namespace Upshot.Decide.Tests.Exports;

public class TelemetryExportTests
{
    private const long Start = 1_700_000_000_000_000_000;
    private readonly TelemetryExport _export = new(new ExportWindow(Start, Start + 60_000_000_000), new ExportWindow(Start + 600_000_000_000, Start + 660_000_000_000));

    [Theory]
    [InlineData("TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration\nt,a,root,web-6d8f7c9b5-x2x4z,GET /,1700000001000000000,1700000001020000000,20000\nt,b,a,db-0,SELECT,1700000001005000000,1700000001015000000,10000\n")]
    [InlineData("trace_id;span_id;parent_span_id;service;name;timestamp;duration_ms\nt;a;;web;GET /;2023-11-14T22:13:21Z;20\nt;b;a;db;SELECT;2023-11-14T22:13:21.005Z;10\n")]
    [InlineData("time\ttraceID\tspanID\tserviceName\toperationName\tstartTime\tduration\tparentSpanID\n1700000001\tt\ta\tweb\tGET /\t1700000001000000\t20000\t\n1700000001\tt\tb\tdb\tSELECT\t1700000001005000\t10000\ta\n")]
    [InlineData("timestamp,cmdb_id,parent_span,span_id,trace_id,duration,operation_name\n1700000001000,web,,a,t,20,GET /\n1700000001005,db-0,a,b,t,10,SELECT\n")]
    public void Spans_of_every_layout_are_the_same(string text)
    {
        _export.AddTraces(Encoding.UTF8.GetBytes(text), "spans.csv");
        Assert.Empty(_export.Problems);
        Assert.Equal(2, _export.Spans.Count);
        var (root, child) = (_export.Spans[0].Span, _export.Spans[1].Span);
        Assert.Equal(("web", "GET /", "", 20_000_000L, Start + 1_000_000_000), (root.Service, root.Name, root.ParentSpanId, root.DurationNanos, root.StartNanos));
        Assert.Equal(("db", "SELECT", "a", 10_000_000L, Start + 1_005_000_000), (child.Service, child.Name, child.ParentSpanId, child.DurationNanos, child.StartNanos));
    }

    [Theory]
    [InlineData("logs/web-6d8f7c9b5-x2x4z.log", "2023-11-14 22:13:22,100 ERROR 1 --- [main] boom\njava.lang.IllegalStateException: x\n\tat A.b(C.java:1)\n2023-11-14 22:13:23,100 INFO fine\n")]
    [InlineData("all.jsonl", "{\"time\":\"2023-11-14T22:13:22.1Z\",\"level\":\"ERROR\",\"kubernetes\":{\"pod_name\":\"web-6d8f7c9b5-x2x4z\"},\"message\":\"boom IllegalStateException\"}\n{\"time\":\"2023-11-14T22:13:23.1Z\",\"level\":\"info\",\"kubernetes\":{\"pod_name\":\"web-0\"},\"message\":\"fine\"}\n")]
    [InlineData("log.csv", "Timestamp,TimeUnixNano,PodName,TraceID,SpanID,Log\nx,1700000002100000000,web-0,t,s,\"{\"\"log\"\":\"\"{\\\"\"severity\\\"\":\\\"\"error\\\"\",\\\"\"message\\\"\":\\\"\"boom IllegalStateException\\\"\"}\\n\"\"}\"\ny,1700000003100000000,web-0,t,s,\"{\"\"log\"\":\"\"INFO fine\"\"}\"\n")]
    public void Log_lines_of_every_layout_are_the_same(string name, string text)
    {
        _export.AddLogs(Encoding.UTF8.GetBytes(text), name);
        Assert.Empty(_export.Problems);
        Assert.Equal(2, _export.Logs.Count);
        Assert.All(_export.Logs, l => Assert.Equal("web", l.Service));
        Assert.Equal((true, false), (_export.Logs[0].IsError, _export.Logs[1].IsError));
        Assert.Contains("IllegalStateException", _export.Logs[0].Message, StringComparison.Ordinal);
        Assert.Equal(Start + 2_100_000_000, _export.Logs[0].TimeNanos);
    }

    [Theory]
    [InlineData("m.csv", "time,web_cpu,db_cpu\n1700000002,1.5,2\n")]
    [InlineData("web-6d8f7c9b5-x2x4z_metric.csv", "Time,TimeStamp,PodName,cpu\n2023-11-14 22:13:22 +0000 UTC m=+0.1,1700000002,web-6d8f7c9b5-x2x4z,1.5\n")]
    [InlineData("kpi.csv", "timestamp;cmdb_id;kpi_name;value\n1700000002000;web-0;cpu;1.5\n")]
    [InlineData("m.jsonl", "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"web\"}}]},\"scopeMetrics\":[{\"metrics\":[{\"name\":\"cpu\",\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"1700000002000000000\",\"asDouble\":1.5}]}}]}]}]}\n")]
    public void Metrics_of_every_layout_are_the_same(string name, string text)
    {
        _export.AddMetrics(Encoding.UTF8.GetBytes(text), name);
        Assert.Empty(_export.Problems);
        var point = _export.Metrics.First(m => m.Service == "web");
        Assert.Equal(("cpu", 1.5, Start + 2_000_000_000), (point.Metric, point.Value, point.TimeNanos));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\n")]
    [InlineData("a,b\n1,2\n")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\0\u0001\u0002,,,\n\"")]
    public void What_is_no_telemetry_is_told_by_file_and_line(string text)
    {
        _export.AddTraces(Encoding.UTF8.GetBytes(text), "x");
        Assert.StartsWith("x", Assert.Single(_export.Problems).Location, StringComparison.Ordinal);
        Assert.Empty(_export.Spans);
        _export.AddLogs(Encoding.UTF8.GetBytes(text), "y");
        _export.AddMetrics(Encoding.UTF8.GetBytes(text), "z");
        Assert.Contains(_export.Problems, p => p.Location.StartsWith('z'));
    }

    [Fact]
    public void Broken_rows_are_left_out_and_told_with_the_first_line()
    {
        _export.AddTraces("traceid,spanid,parentid,service,start,duration\nt,a,,web,1700000001,5\nt,b,a,web,never,5\nt,c,a,web\nt,,a,web,1700000001,NaN\n"u8.ToArray(), "s.csv");
        Assert.Single(_export.Spans);
        Assert.StartsWith("s.csv:3", Assert.Single(_export.Problems).Location, StringComparison.Ordinal);
    }
}
