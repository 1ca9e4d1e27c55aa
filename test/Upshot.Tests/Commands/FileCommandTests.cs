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

    [Fact]
    public void The_service_behind_a_bad_time_is_named_from_folders()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "t"));
        var rows = string.Concat(Enumerable.Range(0, 400).Select(i =>
        {
            var (at, took) = ((1_700_000_000_000 + (i * 1000) + (i >= 200 ? 400_000 : 0)).ToString(CultureInfo.InvariantCulture), 20 + (i % 3) + (i >= 200 ? 40 : 0));
            return $"t{i},r{i},,shop,GET /,{at},{took + 10}\nt{i},c{i},r{i},stock,reserve,{at},{took}\n";
        }));
        Write("t/spans.csv", "traceid,spanid,parentid,service,operation,timestamp,duration_ms\n" + rows);
        Write("t/readme.txt", "no table");
        string[] times = ["--normal", "1700000000..1700000200", "--bad", "2023-11-14T22:23:20Z..2023-11-14T22:26:40Z"];
        var (code, output, error) = Run(ExplainCommand.Create(), ["files", "--traces", Path.Combine(_folder, "t"), .. times, "--format", "json"]);
        Assert.Equal(0, code);
        Assert.Contains("readme.txt:1:1: ", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(output);
        var first = json.RootElement[0];
        Assert.Equal((1, "stock", "self time"), (first.GetProperty("rank").GetInt32(), first.GetProperty("service").GetString(), first.GetProperty("kind").GetString()));
        Assert.Equal("stock reserve", first.GetProperty("path").EnumerateArray().Last().GetString());

        Assert.Equal(1, Run(ExplainCommand.Create(), ["files", "--traces", Path.Combine(_folder, "none"), .. times]).Code);
        Assert.Equal(1, Run(ExplainCommand.Create(), ["files", .. times]).Code);
        var (late, _, seen) = Run(ExplainCommand.Create(), ["files", "--traces", Path.Combine(_folder, "t"), "--normal", "1600000000..1600000200", "--bad", "1600000300..1600000400"]);
        Assert.Equal(1, late);
        Assert.Contains("The files tell of 2023-11-14T22:13:20Z", seen, StringComparison.Ordinal);
        Assert.Equal(1, Run(ExplainCommand.Create(), ["files", "--traces", Path.Combine(_folder, "t"), "--normal", "5..1", "--bad", "6..7"]).Code);
    }

    [Fact]
    public void A_change_in_a_series_is_told_with_its_interval()
    {
        var file = Write("s.csv", "timestamp,value\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{(i < 30 ? 10 : 20) + (i % 3)}\n")));
        var (code, output, _) = Run(ChangesCommand.Create(), file, "--format", "json");
        using var json = JsonDocument.Parse(output);
        var change = Assert.Single(json.RootElement.EnumerateArray().ToList());
        Assert.Equal((0, 30, "30"), (code, change.GetProperty("index").GetInt32(), change.GetProperty("time").GetString()));
        Assert.Equal((11, 21), (change.GetProperty("before").GetDouble(), change.GetProperty("after").GetDouble()));
        Assert.InRange(10, change.GetProperty("low").GetDouble(), change.GetProperty("high").GetDouble());
    }

    [Fact]
    public void Scores_are_told_a_row_and_alarms_an_episode()
    {
        var file = Write("s.csv", "timestamp,value\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{i},{(i >= 300 ? 90 : 10) + (i * 7 % 5)}\n")));
        var (_, scores, _) = Run(DetectCommand.Create(), file, "--format", "json", "--scores");
        var (code, alarms, _) = Run(DetectCommand.Create(), file, "--format", "json");
        using var all = JsonDocument.Parse(scores);
        using var few = JsonDocument.Parse(alarms);
        Assert.Equal((0, 400), (code, all.RootElement.GetArrayLength()));
        Assert.Equal(300, few.RootElement[0].GetProperty("index").GetInt32());
        Assert.InRange(few.RootElement.GetArrayLength(), 1, 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("timestamp,value\n")]
    [InlineData("timestamp,value\n1,2\n")]
    [InlineData("timestamp,value\n1,2\n2,nan\n3,4\n")]
    [InlineData("timestamp,value\n1,2\n3,3\n2,4\n")]
    [InlineData("timestamp,value\n1,2\n2,3\n2,4\n")]
    [InlineData("time,other\n1,2\n2,3\n3,4\n")]
    public void A_file_that_cannot_be_used_exits_with_one_and_says_where(string text)
    {
        var file = Write("bad.csv", text);
        Command[] commands = [ChangesCommand.Create(), DetectCommand.Create(), ExplainCommand.Create(), ExplainCommand.Create(), ExplainCommand.Create()];
        string[][] args = [[file], [file], ["table", file, "--latency", "latency"], ["graph", "--graph", file, "--baseline", file, "--window", file, "--target", "x"], ["attributes", "--baseline", file, "--window", file, "--value", "amount"]];
        for (var i = 0; i < commands.Length; i++)
        {
            var (code, output, error) = Run(commands[i], [.. args[i], "--format", "json"]);
            Assert.Equal((1, ""), (code, output));
            Assert.Contains($"{file}:", error, StringComparison.Ordinal);
        }
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
