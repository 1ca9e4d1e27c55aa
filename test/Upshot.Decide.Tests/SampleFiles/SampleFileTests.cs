using System.Text;
using Upshot.Decide.SampleFiles;

namespace Upshot.Decide.Tests.SampleFiles;

public class SampleFileTests
{
    [Theory]
    [InlineData("replicate,value\na,1\na,2\nb,3\n")]
    [InlineData("a,1\na,2\nb,3")]
    [InlineData("\uFEFFreplicate,value\r\na,1\r\na,2\r\nb,3\r\n")]
    [InlineData("\"replicate\",\"value\"\n\"a\",\"1\"\n a , 2 \n\nb,3e0\n")]
    [InlineData("run,ms\na,1\na,2\nb,3\n")]
    [InlineData("Value,Replicate\n1,a\n2,a\n3,b\n")]
    [InlineData("replicate,time,value\na,2,2\na,1,1\nb,1,3\n")]
    [InlineData("replicate;value\na;1,0\na;2,0\nb;3\n")]
    [InlineData("# from the nightly run\nreplicate\tvalue\na\t1,0\na\t2,0\n# done\nb\t3\n")]
    [InlineData("benchmark;replicate;value\nx;a;1\nx;a;2\nx;b;3\n")]
    [InlineData("replicate,value\na,\"1,0\"\na,\"2,00\"\nb,3\n")]
    [InlineData("sep=;\r\nreplicate;value\r\na;1,0\r\na;2\r\nb;3\r\n")]
    [InlineData("a;1;0\na;2;0\nb;3;0\n", true)]
    [InlineData("time,value,replicate\n2026-01-01T00:00:01Z,2,a\n2026-01-01T00:00:00Z,1,a\n2026-01-01,3,b\n")]
    public void Samples_are_read_in_every_usual_form(string csv, bool turned = false)
    {
        var reading = Read(turned ? "replicate;value;time\n" + csv : csv);
        Assert.Empty(reading.Problems);
        Assert.Equal(["a", "b"], reading.Arm.Replicates.Select(r => r.Name));
        Assert.Equal([1, 2], reading.Arm.Replicates[0].Values);
        Assert.Equal([3], reading.Arm.Replicates[1].Values);
    }

    [Fact]
    public void All_problems_are_told_at_once_with_line_and_column()
    {
        var reading = Read("replicate,time,value\na,1,x\na,then,1\n,1,2\na,1\na,1,NaN\na,1,1e999\na,1,\"7\n");
        Assert.Equal(["f.csv:2:5", "f.csv:3:3", "f.csv:4:1", "f.csv:5:1", "f.csv:6:5", "f.csv:7:5", "f.csv:8:5"], reading.Problems.Select(p => p.Location).Order(StringComparer.Ordinal));
        Assert.All(reading.Problems, p => Assert.NotEmpty(p.Remedy));
    }

    [Theory]
    [InlineData("", "f.csv:1:1")]
    [InlineData("\n\n", "f.csv:1:1")]
    [InlineData("replicate,value\n", "f.csv:1:1")]
    [InlineData("a,nan\n", "f.csv:1:3")]
    [InlineData("r1,abc\nr1,2\n", "f.csv:1:1")]
    [InlineData("1\n", "f.csv:1:1")]
    [InlineData("a,1,2,3\n", "f.csv:1:1")]
    public void What_holds_no_samples_is_said_to_hold_none(string csv, string location) => Assert.Equal(location, Assert.Single(Read(csv).Problems).Location);

    [Theory]
    [InlineData("latency_ms,who\n1,0\n", "latency_ms")]
    [InlineData("replicate,value\n0,101,288\n", "semicolons")]
    [InlineData("0,101,288\n0,101,449\n", "decimal comma")]
    [InlineData("replicate,value,value\na,1,2\n", "\"value\" twice")]
    [InlineData("replicate,value\n0,\"1,234\"\n", "thousands")]
    [InlineData("replicate;value\na;998\na;1,002\n", "thousands")]
    [InlineData("replicate\tvalue\na\t9.5\na\t1,25\n", "thousands")]
    [InlineData("replicate;value\na;-12,345\na;-7\n", "thousands")]
    public void What_could_be_read_in_two_ways_is_refused_with_what_to_do(string csv, string said)
    {
        var problem = Assert.Single(Read(csv).Problems);
        Assert.Contains(said, problem.Message + problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replicate;value\na;998,5\na;1,002\n", 1.002)]
    [InlineData("replicate;value\na;10\na;0,002\n", 0.002)]
    [InlineData("replicate;value\na;12,345\na;1,002\n", 1.002)]
    [InlineData("replicate,value\na,10\na,\"0,002\"\n", 0.002)]
    public void A_comma_that_separates_no_thousands_is_a_decimal_sign(string csv, double last)
    {
        var reading = Read(csv);
        Assert.Empty(reading.Problems);
        Assert.Equal(last, reading.Arm.Replicates[0].Values[^1]);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-8")]
    public void Every_usual_encoding_is_read_with_and_without_its_mark(string encoding)
    {
        var bytes = Encoding.GetEncoding(encoding);
        const string csv = "replicate,value\nä,1\nä,2\n";
        foreach (var content in new[] { bytes.GetBytes(csv), [.. bytes.GetPreamble(), .. bytes.GetBytes(csv)] })
        {
            var reading = SampleFile.Read(content, "f.csv");
            Assert.Empty(reading.Problems);
            Assert.Equal("ä", Assert.Single(reading.Arm.Replicates).Name);
        }
    }

    [Fact]
    public void Many_benchmarks_stand_in_one_file_by_the_columns_that_are_named()
    {
        const string csv = "route,region,pod,ms\n/a,eu,1,5\n/a,us,1,6\n/b,eu,1,7\n";
        var reading = SampleFile.Read([(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "f.csv")], new SampleNames(["route", "region"], Value: "ms"));
        Assert.Equal(["/a / eu", "/a / us", "/b / eu"], reading.Benchmarks.Select(b => b.Name));
        var missing = SampleFile.Read([(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "f.csv")], new SampleNames(["rout"], Value: "ms"));
        Assert.Contains("no column \"rout\"", Assert.Single(missing.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"benchmark":"x","mode":"avgt","primaryMetric":{"rawData":[[1,2],[3]]}}]""", "x", 2, 2)]
    [InlineData("""{"results":[{"command":"x","times":[1,2,3]}]}""", "x", 3, 1)]
    [InlineData("""{"benchmarks":[{"fullname":"x","stats":{"data":[1,2,3]}}]}""", "x", 1, 3)]
    [InlineData("""{"Benchmarks":[{"FullName":"x","Measurements":[{"IterationMode":"Workload","IterationStage":"Result","LaunchIndex":1,"Nanoseconds":10,"Operations":10},{"IterationMode":"Workload","IterationStage":"Warmup","LaunchIndex":1,"Nanoseconds":99,"Operations":1},{"IterationMode":"Workload","IterationStage":"Result","LaunchIndex":2,"Nanoseconds":20,"Operations":10}]}]}""", "x", 2, 1)]
    [InlineData("{\"type\":\"Metric\",\"metric\":\"x\",\"data\":{}}\n{\"type\":\"Point\",\"metric\":\"x\",\"data\":{\"time\":\"2026-01-01T00:00:00Z\",\"value\":1}}\n", "x", 1, 1)]
    [InlineData("{ \"metric\" : \"n\", \"type\" : \"Metric\", \"data\" : { \"type\": \"counter\" } }\r\n{ \"type\": \"Point\", \"metric\": \"n\", \"data\": { \"value\": 7 } }\r\n{ \"type\": \"Point\", \"metric\": \"x\", \"data\": { \"value\": 1 } }\r\n", "x", 1, 1)]
    public void The_files_of_benchmark_tools_are_read_as_they_are(string json, string benchmark, int replicates, int firstValues)
    {
        var reading = Read(json);
        Assert.Empty(reading.Problems);
        var read = Assert.Single(reading.Benchmarks);
        Assert.Equal((benchmark, replicates, firstValues), (read.Name, read.Replicates.Count, read.Replicates[0].Values.Count));
        Assert.Equal(1, read.Replicates[0].Values[0]);
    }

    [Fact]
    public void Forks_and_runs_of_several_files_are_processes_of_their_own()
    {
        const string fork = """[{"benchmark":"x","mode":"avgt","primaryMetric":{"rawData":[[1,2]]}}]""", runs = """{"results":[{"command":"x","times":[1,2,3]}]}""";
        Assert.Equal(2, Replicates(fork, fork));
        Assert.Equal(6, Replicates(runs, runs));

        static int Replicates(params string[] files) =>
            Assert.Single(SampleFile.Read([.. files.Select((f, i) => ((Stream)new MemoryStream(Encoding.UTF8.GetBytes(f)), $"{i}.json"))], SampleNames.Usual).Benchmarks).Replicates.Count;
    }

    [Theory]
    [InlineData("avgt", "ms/op", "\"rawData\":[[250]]", 0.25)]
    [InlineData("avgt", "us/op", "\"rawData\":[[250000]]", 0.25)]
    [InlineData("thrpt", "ops/ms", "\"rawData\":[[4]]", 4000)]
    [InlineData("thrpt", "ops/s", "\"rawData\":[[4000]]", 4000)]
    [InlineData("sample", "s/op", "\"rawDataHistogram\":[[[[0.2,3],[0.4,1]]]]", 0.25)]
    [InlineData("avgt", "B/op", "\"rawData\":[[16]]", 16)]
    public void Jmh_is_told_in_seconds_whatever_its_unit(string mode, string unit, string raw, double value)
    {
        var reading = Read($$"""[{"benchmark":"x","mode":"{{mode}}","primaryMetric":{"scoreUnit":"{{unit}}",{{raw}} } }]""");
        Assert.Equal(value, Assert.Single(Assert.Single(reading.Benchmarks).Replicates[0].Values), 1e-9);
        Assert.Equal(mode == "thrpt", reading.Benchmarks[0].HigherIsBetter);
    }

    [Fact]
    public void Jobs_of_one_method_are_benchmarks_of_their_own()
    {
        static string Of(string job, int nanos) => $$"""{"DisplayInfo":"A.Sort: Job-{{job}}","FullName":"N.A.Sort","Measurements":[{"IterationMode":"Workload","IterationStage":"Result","LaunchIndex":1,"Nanoseconds":{{nanos}},"Operations":1}]}""";
        var reading = Read($$"""{"Benchmarks":[{{Of("AAAAAA(Runtime=.NET 8.0)", 5)}},{{Of("BBBBBB(Runtime=.NET 9.0)", 7)}}]}""");
        Assert.Equal(["N.A.Sort [Runtime=.NET 8.0]", "N.A.Sort [Runtime=.NET 9.0]"], reading.Benchmarks.Select(b => b.Name));
    }

    [Fact]
    public void A_compressed_file_is_one_problem() =>
        Assert.Equal("The file is compressed.", Assert.Single(SampleFile.Read([0x1F, 0x8B, 8, 0, 1, 2, 3], "f.json.gz").Problems).Message);

    [Theory]
    [InlineData("{", "valid JSON")]
    [InlineData("{\"a\":1}", "benchmark tool")]
    [InlineData("[1,null,\"x\",[],{\"benchmark\":1}]", "benchmark tool")]
    [InlineData("{\"Benchmarks\":[1,{\"FullName\":\"x\",\"Measurements\":null}]}", "no single measurements")]
    [InlineData("{\"benchmarks\":[null,{\"stats\":3}]}", "no single measurements")]
    public void Json_that_holds_no_samples_is_refused(string json, string said) => Assert.Contains(said, Assert.Single(Read(json).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void A_quoted_name_may_hold_anything()
    {
        var reading = Read("\"a,\"\"b\"\"\nc\",1\nd,x\n");
        Assert.Equal("a,\"b\"\nc", Assert.Single(reading.Arm.Replicates).Name);
        Assert.Equal("f.csv:3:3", Assert.Single(reading.Problems).Location);
    }

    [Fact]
    public void Random_bytes_never_crash_the_reader()
    {
        const string alphabet = "a1,.\"\n\r -eE+:\uFEFF";
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            Read(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)])));
        }
    }

    private static SampleReading Read(string csv) => SampleFile.Read(Encoding.UTF8.GetBytes(csv), "f.csv");
}
