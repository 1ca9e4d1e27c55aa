using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Upshot.Commands;

namespace Upshot.Tests.Commands;

/// <summary>The commands that need nothing but files: what they print, and their exit codes.</summary>
public sealed class FileCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("upshot-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(100, "unchanged", 0)]
    [InlineData(90, "improved", 0)]
    [InlineData(110, "regressed", 2)]
    public void Samples_are_judged_with_an_exit_code_that_says_it(double level, string verdict, int exitCode)
    {
        var (code, output, _) = Run(CompareCommand.Create(), "samples", Samples("a.csv", 100, 5), Samples("b.csv", level, 5), "--margin", "2%", "--format", "json");
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal((verdict, exitCode), (root.GetProperty("verdict").GetString(), code));
        Assert.InRange(root.GetProperty("ratio").GetDouble(), root.GetProperty("low").GetDouble(), root.GetProperty("high").GetDouble());
        Assert.InRange(root.GetProperty("p").GetDouble(), 0, 1);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("needed").ValueKind);
    }

    [Fact]
    public void Too_few_samples_exit_with_three_and_say_how_many_are_needed()
    {
        var (code, output, _) = Run(CompareCommand.Create(), "samples", Samples("a.csv", 100, 1), Samples("b.csv", 110, 5), "--format", "json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(3, code);
        Assert.Equal("inconclusive", json.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(5, json.RootElement.GetProperty("needed").GetInt32());
    }

    [Fact]
    public void The_text_form_begins_with_the_verdict()
    {
        var (code, output, _) = Run(CompareCommand.Create(), "samples", Samples("a.csv", 100, 5), Samples("b.csv", 50, 5), "--higher-is", "better");
        Assert.Equal(2, code);
        Assert.StartsWith("REGRESSED  The median regressed: 50", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_of_both_files_come_at_once_and_exit_with_one()
    {
        var (a, b) = (Write("a.csv", "replicate,value\nr1,x\n"), Write("b.csv", "r1,1\nr2\n"));
        var (code, output, error) = Run(CompareCommand.Create(), "samples", a, b);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"{a}:2:4: ", error, StringComparison.Ordinal);
        Assert.Contains($"{b}:2:1: ", error, StringComparison.Ordinal);
        Assert.Equal(1, Run(CompareCommand.Create(), "samples", Path.Combine(_folder, "none.csv"), a).Code);
        Assert.Equal(1, Run(CompareCommand.Create(), "samples", a, b, "--margin", "much").Code);
    }

    [Fact]
    public void A_trace_is_explained_in_microseconds_that_may_be_fractional()
    {
        var file = Write("trace.json", """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
              {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"GET /","startTimeUnixNano":"1785000000000000000","endTimeUnixNano":"1785000000000100500"},
              {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00f067aa0ba902b7","parentSpanId":"b7ad6b7169203331","name":"SELECT","startTimeUnixNano":"1785000000000010000","endTimeUnixNano":"1785000000000050000"}]}]}]}
            """);
        var (code, output, _) = Run(ExplainCommand.Create(), "trace", file, "--format", "json");
        Assert.Equal(0, code);
        Assert.Equal("{\n  \"[shop] GET /\": 60.5,\n  \"[shop] SELECT\": 40\n}\n", output);
        Assert.Contains("[shop] SELECT", Run(ExplainCommand.Create(), "trace", file).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_traces_one_has_to_be_chosen()
    {
        var file = Write("traces.json", """
            {"data":[{"traceID":"a","processes":{"p":{"serviceName":"s"}},"spans":[{"spanID":"1","operationName":"o","processID":"p","startTime":0,"duration":5}]},
                     {"traceID":"b","processes":{"p":{"serviceName":"s"}},"spans":[{"spanID":"1","operationName":"o","processID":"p","startTime":0,"duration":7}]}]}
            """);
        var (code, _, error) = Run(ExplainCommand.Create(), "trace", file, "--format", "json");
        Assert.Equal(1, code);
        Assert.Contains("--trace", error, StringComparison.Ordinal);
        Assert.Equal("{\n  \"[s] o\": 7\n}\n", Run(ExplainCommand.Create(), "trace", file, "--format", "json", "--trace", "b").Output);
        Assert.Equal(1, Run(ExplainCommand.Create(), "trace", file, "--trace", "c").Code);
        Assert.Equal(1, Run(ExplainCommand.Create(), "trace", Write("bad.json", "{]")).Code);
    }

    private string Samples(string name, double level, int replicates)
    {
        var random = new Random(1);
        return Write(name, "replicate,value\n" + string.Join('\n', Enumerable.Range(0, replicates).SelectMany(r =>
        {
            var own = level * (1 + (0.004 * random.NextDouble()));
            return Enumerable.Range(0, 9).Select(_ => string.Create(CultureInfo.InvariantCulture, $"r{r},{own * (1 + (0.01 * random.NextDouble()))}"));
        })));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Output, string Error) Run(Command command, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = command.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
