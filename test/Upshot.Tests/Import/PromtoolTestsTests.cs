using Upshot.Decide.AlertTests;
using Upshot.Import.Promtool;
using Upshot.Plan;
using Upshot.Plan.Values;

namespace Upshot.Tests.Import;

public class PromtoolTestsTests
{
    private static readonly SourceLocation s_here = new("upshot.yaml", 1, 1);

    private static readonly ProductPlan s_plan = new()
    {
        Product = "shop",
        Operations = [new("cart", s_here) { Entry = new() { Service = "shop", Route = "/cart", Method = "GET" } }],
        Objectives =
        [
            new("cart-works", s_here) { Operation = "cart", Target = 0.999, Owner = "team", Window = new() { Length = TimeSpan.FromDays(30) } },
            new("cart-fast", s_here) { Operation = "cart", Target = 0.95, Latency = TimeSpan.FromMilliseconds(100), Owner = "team", Window = new() { Length = TimeSpan.FromDays(30) } },
        ],
    };

    private const string Outage = """
        rule_files: [rules.yml]
        evaluation_interval: 1m
        tests:
        - interval: 1m
          name: an outage
          input_series:
          - { series: 'http_server_request_duration_seconds_count{job="x/shop", http_route="/cart", http_request_method="GET", http_response_status_code="200"}', values: '0+600x1440 864480+480x60' }
          - { series: 'http_server_request_duration_seconds_count{job="x/shop", http_route="/cart", http_request_method="GET", http_response_status_code="500"}', values: '0+0x1440 120+120x60' }
          - { series: 'up{job="x/shop"}', values: '1x1500' }
          alert_rule_test:
          - { eval_time: 1443m, alertname: cart-works/page, exp_alerts: [] }
          - eval_time: 1446m
            alertname: cart-works/page
            exp_alerts:
            - exp_labels: { sloth_id: shop-cart-works, sloth_service: shop, sloth_slo: cart-works, sloth_severity: page, severity: page, owner: team, cluster: a }
              exp_annotations: { title: whatever }
          promql_expr_test:
          - { expr: up, eval_time: 1m, exp_samples: [{ labels: 'up{job="x/shop"}', value: 1 }] }
        """;

    private static AlertTestResult Run(PromtoolRead read) => AlertTestRun.Of(s_plan, read.Tests, Duration.Format);

    [Fact]
    public void Counters_become_the_minutes_that_the_engine_judges()
    {
        var read = PromtoolTests.Read(s_plan, "t.yml", Outage);
        Assert.Empty(read.Problems);
        var test = Assert.Single(read.Tests);
        Assert.Equal("an outage", test.Name);
        var minutes = test.Loads["cart-works"];
        Assert.Equal((1501, 600, 600), (minutes.Count, minutes[0].Total, minutes[0].Good));
        Assert.Equal((600, 480), (minutes[1450].Total, minutes[1450].Good));
        var result = Run(read);
        Assert.Empty(result.Failures);
        Assert.Equal(2, result.Expectations);
    }

    [Fact]
    public void What_a_plan_has_no_words_for_is_listed_with_its_place()
    {
        var left = PromtoolTests.Read(s_plan, "t.yml", Outage).NotExpressed;
        Assert.Contains(left, l => l.StartsWith("t.yml:1:", StringComparison.Ordinal) && l.Contains("rule_files", StringComparison.Ordinal));
        Assert.Contains(left, l => l.StartsWith("t.yml:9:", StringComparison.Ordinal) && l.Contains("up{job=\"x/shop\"} counts for no objective", StringComparison.Ordinal));
        Assert.Contains(left, l => l.StartsWith("t.yml:15:", StringComparison.Ordinal) && l.Contains("exp_labels.cluster", StringComparison.Ordinal));
        Assert.Contains(left, l => l.Contains("exp_annotations", StringComparison.Ordinal));
        Assert.Contains(left, l => l.Contains("promql_expr_test", StringComparison.Ordinal));
        Assert.Equal(5, left.Count);
    }

    [Fact]
    public void An_alert_that_is_expected_and_does_not_fire_fails_at_its_line()
    {
        var failure = Assert.Single(Run(PromtoolTests.Read(s_plan, "t.yml", Outage.Replace("1446m", "100m", StringComparison.Ordinal))).Failures);
        Assert.Equal((12, "At 100m cart-works/page is quiet, expected firing."), (failure.Line, failure.Message));
    }

    [Theory]
    [InlineData("0 10 30 5 15", "10 20 5 10")]
    [InlineData("5 _ _ 20 stale 100 110", "15 10")]
    [InlineData("0+10x3", "10 10 10")]
    [InlineData("30-10x3", "20 10 0")]
    [InlineData("7x2", "0 0")]
    [InlineData("_x3 1 2.5", "1.5")]
    public void Increases_are_those_of_a_counter(string values, string increases)
    {
        var samples = SeriesValues.Read(values, out var problem);
        Assert.Equal("", problem);
        Assert.Equal(increases, string.Join(' ', SeriesValues.Increases(samples).Select(i => i.Increase.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("tests: [{ input_series: [{ series: '{{', values: '0' }] }]")]
    [InlineData("tests: [{ interval: soon }]")]
    [InlineData("tests: []")]
    [InlineData("just a text")]
    [InlineData("")]
    [InlineData("tests: [")]
    [InlineData("tests: [{ alert_rule_test: [{ eval_time: 9999d, alertname: cart-works/page }] }]")]
    public void Mistakes_are_told_with_their_place(string text)
    {
        var problems = PromtoolTests.Read(s_plan, "t.yml", text).Problems;
        Assert.NotEmpty(problems);
        Assert.All(problems, p => Assert.StartsWith("t.yml", p.Location, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_of_brackets_alone_is_a_mistake_and_no_crash() =>
        Assert.Contains("nested more than", Assert.Single(PromtoolTests.Read(s_plan, "t.yml", "tests: " + new string('[', 1_000_000)).Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{schema:0 sum:1 count:1}}")]
    [InlineData("0+1x99999999")]
    [InlineData("NaN+1x4")]
    public void Values_that_are_no_counts_are_left_and_told(string values)
    {
        var read = PromtoolTests.Read(s_plan, "t.yml", $"tests: [{{ interval: 1m, input_series: [{{ series: 'http_server_request_duration_seconds_count{{job=\"shop\",http_route=\"/cart\",http_request_method=\"GET\"}}', values: '{values}' }}] }}]");
        Assert.Single(read.NotExpressed);
        Assert.Empty(read.Problems);
    }
}
