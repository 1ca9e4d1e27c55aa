using System.Text.Json;
using System.Xml.Linq;
using Upshot.Commands;
using Upshot.Tests.Commands;

namespace Upshot.Tests.Verify;

/// <summary>One recording, reported in every way.</summary>
public sealed class VerifyReportTests(VerifyReportTests.Recording recording) : IClassFixture<VerifyReportTests.Recording>
{
    private readonly SmallPlan _plan = recording.Plan;

    private Task<CommandAnswer> Verify(params string[] options) => InProcess.Run(VerifyCommand.Create(), ["--plan", _plan.Folder, "--from", recording.File, .. options]);

    [Fact]
    public async Task Json_has_problems_counts_and_coverage()
    {
        var answer = await Verify("--format", "json");
        using var json = JsonDocument.Parse(answer.Output);
        var root = json.RootElement;
        Assert.Equal((2, false, 2), (answer.Code, root.GetProperty("verified").GetBoolean(), root.GetProperty("exitCode").GetInt32()));
        var undeclared = root.GetProperty("problems").EnumerateArray().Single(p => p.GetProperty("check").GetString() == "undeclared-signal");
        Assert.Equal(["check", "severity", "service", "scope", "signal", "attribute", "message", "remedy", "evidence", "count", "file", "line", "column"], undeclared.EnumerateObject().Select(p => p.Name));
        Assert.Equal((1, 0), (root.GetProperty("seen").GetProperty("spans").GetInt32(), root.GetProperty("coverage")[0].GetProperty("seen").GetInt32()));
    }

    [Fact]
    public async Task Junit_has_a_case_for_each_check_and_fails_those_that_found_something()
    {
        var xml = XDocument.Parse((await Verify("--format", "junit")).Output);
        var suite = xml.Root!.Element("testsuite")!;
        var failed = suite.Elements("testcase").Where(c => c.Element("failure") is not null).Select(c => c.Attribute("name")!.Value).ToList();
        Assert.Equal(suite.Attribute("failures")!.Value, $"{failed.Count}");
        Assert.Contains("missing-signal", failed);
        Assert.DoesNotContain("wrong-unit", failed);
        Assert.True(suite.Elements("testcase").Count() > 20);
    }

    [Fact]
    public async Task Sarif_points_into_the_plan()
    {
        using var json = JsonDocument.Parse((await Verify("--format", "sarif")).Output);
        var run = json.RootElement.GetProperty("runs")[0];
        var result = run.GetProperty("results").EnumerateArray().First(r => r.GetProperty("ruleId").GetString() == "missing-signal");
        Assert.Equal("missing-signal", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        var location = result.GetProperty("locations")[0];
        Assert.EndsWith("signals/shop.yaml", location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal("span.shop.pay", location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString());
    }

    [Fact]
    public async Task GitHub_shows_annotations_beside_the_plan()
    {
        var output = (await Verify("--format", "github")).Output;
        Assert.Contains($"::error file={_plan.Folder}/signals/shop.yaml,line=6,col=5,title=missing-signal::", output, StringComparison.Ordinal);
        Assert.Contains("shop.pays was seen and is not declared", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weaver_reads_samples_with_findings_and_statistics()
    {
        var answer = await Verify("--format", "weaver");
        using var json = JsonDocument.Parse(answer.Output);
        Assert.Equal(2, answer.Code);
        Assert.Empty(WeaverShape.Mistakes(json.RootElement));
        var (samples, statistics) = (json.RootElement.GetProperty("samples"), json.RootElement.GetProperty("statistics"));
        var span = samples.EnumerateArray().Single(s => s.TryGetProperty("span", out _)).GetProperty("span");
        Assert.Equal(["name", "kind", "status", "attributes", "span_events", "span_links", "live_check_result"], span.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("shop.pays", "server"), (span.GetProperty("name").GetString(), span.GetProperty("kind").GetString()));
        var advice = span.GetProperty("live_check_result").GetProperty("all_advice").EnumerateArray().Single(a => a.GetProperty("id").GetString() == "undeclared_signal");
        Assert.Equal(["id", "context", "message", "level", "signal_type", "signal_name"], advice.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("violation", "span", "shop.pays"), (advice.GetProperty("level").GetString(), advice.GetProperty("signal_type").GetString(), advice.GetProperty("signal_name").GetString()));

        // What was not emitted has no sample of its own; it is not lost.
        var findings = json.RootElement.GetRawText().Split("\"all_advice\"").Length - 1;
        Assert.Equal(findings, statistics.GetProperty("total_entities").GetInt32());
        Assert.True(statistics.GetProperty("advice_type_counts").GetProperty("missing_signal").GetInt32() > 0);
        Assert.Equal(statistics.GetProperty("total_advisories").GetInt32(), statistics.GetProperty("advice_level_counts").EnumerateObject().Sum(p => p.Value.GetInt32()));
        Assert.Equal(statistics.GetProperty("total_entities").GetInt32(), statistics.GetProperty("no_advice_count").GetInt32() + statistics.GetProperty("highest_advice_level_counts").EnumerateObject().Sum(p => p.Value.GetInt32()));
        Assert.Equal(1, statistics.GetProperty("seen_registry_attributes").GetProperty("shop.outcome").GetInt32());
        Assert.Equal(1, statistics.GetProperty("registry_coverage").GetDouble());
        // Values may be about people.
        Assert.DoesNotContain("\"value\": \"", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weaver_finds_every_kind_of_sample_in_the_shape_that_its_own_have()
    {
        using var plan = new SmallPlan();
        const string Resource = """ "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"numbers","value":{"arrayValue":{"values":[{"intValue":"1"}]}}},{"key":"map","value":{"kvlistValue":{"values":[]}}}]} """;
        await File.WriteAllTextAsync(plan["metrics.json"], $$$"""
            {"resourceMetrics":[{{{{Resource}}},"scopeMetrics":[{"scope":{"name":"s"},"metrics":[
              {"name":"a","unit":"1","gauge":{"dataPoints":[{"timeUnixNano":"1","asDouble":1.5,"attributes":[{"key":"shop.outcome","value":{"boolValue":true}}]}]}},
              {"name":"b","unit":"1","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"1","asInt":"3"}]}},
              {"name":"c","unit":"s","histogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"1","count":"2","sum":3,"bucketCounts":["1","1"],"explicitBounds":[1]}]}},
              {"name":"d","unit":"s","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"1","count":"2","sum":3,"scale":1,"positive":{"offset":0,"bucketCounts":["2"]}}]}},
              {"name":"e","unit":"s","summary":{"dataPoints":[{"timeUnixNano":"1","count":"2","sum":3}]}},
              {"name":"f","unit":"s"}]}]}]}
            """, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(plan["logs.json"], $$$"""
            {"resourceLogs":[{{{{Resource}}},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","severityNumber":9,"eventName":"shop.happened","body":{"stringValue":"x"}},{"timeUnixNano":"1","body":{"intValue":"1"}}]}]}]}
            """, TestContext.Current.CancellationToken);
        var ended = await plan.Verify(
            $"{plan.Emit}; for s in metrics logs; do curl -sf -X POST $OTEL_EXPORTER_OTLP_ENDPOINT/v1/$s -H 'Content-Type: application/json' --data-binary @{plan.Folder}/$s.json >/dev/null; done", "--format", "weaver");
        using var json = JsonDocument.Parse(ended.Output);
        Assert.Empty(WeaverShape.Mistakes(json.RootElement));
        var types = json.RootElement.GetProperty("statistics").GetProperty("total_entities_by_type").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
        Assert.Superset(new HashSet<string> { "span", "resource", "log", "metric", "attribute", "number_data_point", "histogram_data_point", "exponential_histogram_data_point" }, types.Keys.ToHashSet());
        Assert.Equal(["Summary", "Unspecified", "counter", "gauge", "histogram"], json.RootElement.GetProperty("samples").EnumerateArray().Where(s => s.TryGetProperty("metric", out _)).Select(s => s.GetProperty("metric").GetProperty("instrument").GetString()!).Distinct().Order(StringComparer.Ordinal));

        // The shape is one that says no.
        Assert.NotEmpty(WeaverShape.Mistakes(JsonDocument.Parse(ended.Output.Replace("\"violation\"", "\"error\"", StringComparison.Ordinal)).RootElement));
        Assert.NotEmpty(WeaverShape.Mistakes(JsonDocument.Parse(ended.Output.Replace("\"data_points\"", "\"points\"", StringComparison.Ordinal)).RootElement));
    }

    [Fact]
    public async Task Reports_go_into_files_too()
    {
        var answer = await Verify("--report", $"markdown={_plan["summary.md"]}", "--report", $"junit={_plan["junit.xml"]}");
        Assert.Equal(2, answer.Code);
        var markdown = await File.ReadAllTextAsync(_plan["summary.md"], TestContext.Current.CancellationToken);
        Assert.StartsWith("## ❌ Telemetry of Small", markdown, StringComparison.Ordinal);
        Assert.Contains("| missing-signal | span.shop.pay<br>", markdown, StringComparison.Ordinal);
        XDocument.Load(_plan["junit.xml"]);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("junit")]
    [InlineData("sarif")]
    [InlineData("github")]
    [InlineData("markdown")]
    public async Task No_report_repeats_what_is_personal(string format)
    {
        var output = (await Verify("--format", format)).Output;
        Assert.Contains("personal-data", output, StringComparison.Ordinal);
        Assert.DoesNotContain("jane@customer.example", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_for_machines_stands_alone_on_standard_output()
    {
        using var plan = new SmallPlan();
        var ended = await plan.Verify($"echo working; {plan.Emit}", "--format", "json");
        JsonDocument.Parse(ended.Output).Dispose();
        Assert.Equal("working\n", ended.Errors);
    }

    /// <summary>A run with a span that nobody declared, and an address in an attribute.</summary>
    public sealed class Recording : IAsyncLifetime
    {
        internal SmallPlan Plan { get; } = new("shop.pays", "jane@customer.example");

        internal string File => Plan["run.otlp"];

        public async ValueTask InitializeAsync() => Assert.Equal(2, (await Plan.Verify(Plan.Emit, "--record", File)).Code);

        public ValueTask DisposeAsync()
        {
            Plan.Dispose();
            return default;
        }
    }
}
