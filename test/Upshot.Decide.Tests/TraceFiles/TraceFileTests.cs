using System.Text;
using Upshot.Decide.CriticalPaths;
using Upshot.Decide.TraceFiles;

namespace Upshot.Decide.Tests.TraceFiles;

public class TraceFileTests
{
    private const string Otlp = """
        {"resourceSpans":[
          {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
           "scopeSpans":[{"spans":[
             {"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","parentSpanId":"","name":"GET /","kind":2,
              "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712660000100500","status":{"code":2}}]}]},
          {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"db"}}]},
           "scopeSpans":[{"spans":[
             {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b175","parentSpanId":"eee19b7ec3c1b174","name":"SELECT","kind":"SPAN_KIND_CLIENT",
              "startTimeUnixNano":1544712660000010000,"endTimeUnixNano":1544712660000050000}]}]}]}
        """;

    [Fact]
    public void OTLP_JSON_is_read_with_hex_ids_and_nanoseconds()
    {
        var trace = Assert.Single(Read(Otlp).Traces);
        Assert.Equal("5b8efff798038103d269b633813fc60c", trace.TraceId);
        Assert.Equal(["server", "client"], trace.Spans.Select(s => s.Kind));
        Assert.Equal([true, false], trace.Spans.Select(s => s.IsError));
        Assert.Equal([("[shop] GET /", 60_500L), ("[db] SELECT", 40_000L)], CriticalPath.Of(trace)!.ByOperation().Select(p => (p.Key, p.Value)));
    }

    [Fact]
    public void OTLP_JSON_may_come_one_document_a_line()
    {
        var line = Otlp.ReplaceLineEndings("");
        var reading = Read(line + "\n" + line.Replace("5b8e", "ffff", StringComparison.OrdinalIgnoreCase) + "\n");
        Assert.Empty(reading.Problems);
        Assert.Equal(2, reading.Traces.Count);
    }

    [Fact]
    public void The_parent_is_the_last_CHILD_OF_in_the_same_trace()
    {
        var reading = Read("""
            {"data":[{"traceID":"t","processes":{"p":{"serviceName":"s","tags":[{"key":"hostname","value":"h"}]}},"spans":[
              {"spanID":"a","operationName":"o","processID":"p","startTime":0,"duration":10},
              {"spanID":"b","operationName":"o","processID":"p","startTime":1,"duration":2.5,
               "references":[{"refType":"CHILD_OF","traceID":"t","spanID":"a"},{"refType":"FOLLOWS_FROM","spanID":"x"},{"refType":"CHILD_OF","traceID":"other","spanID":"y"}],
               "tags":[{"key":"span.kind","value":"CLIENT"},{"key":"error","type":"bool","value":true}]}]}]}
            """);
        Assert.Empty(reading.Problems);
        var spans = Assert.Single(reading.Traces).Spans;
        Assert.Equal("a", spans[1].ParentSpanId);
        Assert.Equal(2_500, spans[1].DurationNanos);
        Assert.Equal("client", spans[1].Kind);
        Assert.True(spans[1].IsError);
        Assert.Equal("h", spans[0].Attributes["host.name"]);
    }

    [Fact]
    public void All_problems_are_told_at_once_with_their_places()
    {
        var reading = Read("""
            {"data":[{"traceID":"t","processes":{"p":{"serviceName":"s"}},"spans":[
              {"spanID":"a","processID":"p","startTime":"soon","duration":10},
              {"spanID":"b","processID":"q","startTime":0,"duration":10},
              {"processID":"p","startTime":0,"duration":10},
              {"spanID":"d","processID":"p","startTime":1e300,"duration":10}]}]}
            """);
        Assert.Equal(["f.json: data[0].spans[0]", "f.json: data[0].spans[1]", "f.json: data[0].spans[2]", "f.json: data[0].spans[3]"], reading.Problems.Select(p => p.Location));
    }

    [Theory]
    [InlineData("", "f.json")]
    [InlineData("{", "f.json:1:2")]
    [InlineData("{\"data\":[\n}", "f.json:2:1")]
    [InlineData("{\"a\":1}", "f.json")]
    [InlineData("{\"data\":[]}", "f.json")]
    [InlineData("{\"data\":7}", "f.json")]
    [InlineData("7", "f.json")]
    [InlineData("[1,2]", "f.json")]
    [InlineData("{\"resourceSpans\":[null]}", "f.json")]
    public void What_is_no_trace_is_said_to_be_none(string json, string location) => Assert.Equal(location, Assert.Single(Read(json).Problems).Location);

    // Bounded, seeded: bytes of a good file changed here and there.
    [Fact]
    public void Damaged_files_never_crash_the_reader()
    {
        var good = Encoding.UTF8.GetBytes(Otlp);
        var jaeger = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "CriticalPaths", "crisp", "16.json"));
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])(seed % 2 == 0 ? good : jaeger).Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            foreach (var trace in TraceFile.Read(bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)), "f").Traces)
            {
                var path = CriticalPath.Of(trace);
                Assert.Equal(path!.Root.DurationNanos, path.Steps.Sum(s => s.ExclusiveNanos));
            }
        }
    }

    private static TraceReading Read(string json) => TraceFile.Read(Encoding.UTF8.GetBytes(json), "f.json");
}
