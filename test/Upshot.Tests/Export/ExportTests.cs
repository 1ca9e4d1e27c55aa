using System.Diagnostics;
using Upshot.Export;
using Upshot.Plan;
using Upshot.Tests.Running;

namespace Upshot.Tests.Export;

public class ExportTests
{
    private static readonly SourceLocation s_here = new("upshot.yaml", 1, 1);

    private static readonly ProductPlan s_plan = new()
    {
        Product = "Shop \"of\" tea",
        Owners = [new("team", "team@shop.example", s_here)],
        Operations =
        [
            new("cart", s_here) { Entry = new() { Service = "shop", Route = "/cart", Method = "GET" } },
            new("job", s_here) { Entry = new() { Service = "worker", Span = "nightly" } },
            new("part", s_here) { Entry = new() { Service = "shop", Attributes = new Dictionary<string, string> { ["a"] = "b" } } },
        ],
        Objectives =
        [
            new("cart-works", s_here) { Operation = "cart", Target = 0.999, Owner = "team", Reason = "People {leave}.", Runbook = "runbooks/cart.md", Window = new() { Length = TimeSpan.FromDays(30) } },
            new("cart-fast", s_here) { Operation = "cart", Target = 0.95, Latency = TimeSpan.FromMilliseconds(100), Owner = "team" },
            new("job-works", s_here) { Operation = "job", Target = 0.99, Owner = "team" },
            new("part-works", s_here) { Operation = "part", Target = 0.99, Owner = "team" },
        ],
        Alerts = new()
        {
            Channels =
            [
                new("pager", AlertChannelKind.Alertmanager, s_here) { Url = "http://127.0.0.1:9/hook", Severities = ["page"] },
                new("chat", AlertChannelKind.Slack, s_here) { UrlFrom = "CHAT" },
                new("mail", AlertChannelKind.Email, s_here) { Smtp = "mail.example:587", Owners = ["team"] },
            ],
        },
    };

    [Fact]
    public void What_cannot_be_said_is_listed_with_its_place()
    {
        var missing = PrometheusExport.Of(s_plan).NotExpressed.Select(m => m.ToString()).ToList();
        Assert.Contains(missing, m => m.Contains("part-works", StringComparison.Ordinal) && m.StartsWith("upshot.yaml:1:1", StringComparison.Ordinal));
        Assert.Contains(missing, m => m.Contains("bucket boundary at 0.1", StringComparison.Ordinal));
    }

    [Fact]
    public void What_no_usual_metric_knows_is_left_out_and_not_told_as_errors()
    {
        var cart = s_plan.Objectives[0];
        var plan = s_plan with
        {
            Objectives =
            [
                cart with { Name = "cart-whole", Journey = new("buying", s_here) { Operation = "cart" } },
                cart with { Name = "cart-ordered", Outcome = new("conversion", s_here) { Signal = "orders", Per = "cart" } },
                cart with { Name = "cart-serves", Throughput = 5 },
                cart,
            ],
        };
        foreach (var export in new[] { PrometheusExport.Of(plan), OpenSloExport.Of(plan) })
        {
            Assert.Contains("cart-works", export.Text, StringComparison.Ordinal);
            foreach (var name in new[] { "cart-whole", "cart-ordered", "cart-serves" })
            {
                Assert.DoesNotContain(name, export.Text, StringComparison.Ordinal);
                Assert.Contains(export.NotExpressed, m => m.ToString().Contains($"{name}: it is about", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void The_dashboard_shows_what_the_rules_record_and_nothing_else()
    {
        var (dashboard, rules) = (System.Text.Json.JsonDocument.Parse(GrafanaExport.Of(s_plan).Text).RootElement, PrometheusExport.Of(s_plan).Text);
        var panels = dashboard.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(["cart-works", "cart-fast", "job-works"], panels.Where(p => p.GetProperty("type").GetString() == "row").Select(p => p.GetProperty("title").GetString()));
        Assert.Equal(panels.Count, panels.Select(p => p.GetProperty("id").GetInt32()).Distinct().Count());
        var asked = panels.Where(p => p.TryGetProperty("targets", out _)).Select(p => p.GetProperty("targets")[0].GetProperty("expr").GetString()!).ToList();
        Assert.Equal(9, asked.Count);
        Assert.All(asked, e => Assert.Contains($"record: \"{e[..e.IndexOf('{', StringComparison.Ordinal)]}\"", rules));
        Assert.All(asked, e => Assert.Contains($"sloth_id: {e[(e.IndexOf('=', StringComparison.Ordinal) + 1)..^1]}", rules));
    }

    [Fact]
    public async Task Promtool_judges_the_exported_rules_as_the_engine_judges_the_same_minutes()
    {
        var promtool = Find("promtool");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["rules.yml"], PrometheusExport.Of(s_plan).Text, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Run(promtool, "check", "rules", folder["rules.yml"])).Code);

        // 600 requests a minute for a day, then a fifth of them fail: the engine's table says that the page needs five minutes.
        await File.WriteAllTextAsync(folder["test.yml"], """
            rule_files: [rules.yml]
            evaluation_interval: 1m
            tests:
            - interval: 1m
              input_series:
              - { series: 'http_server_request_duration_seconds_count{job="x/shop", http_route="/cart", http_request_method="GET", http_response_status_code="200"}', values: '0+600x1440 864480+480x60' }
              - { series: 'http_server_request_duration_seconds_count{job="x/shop", http_route="/cart", http_request_method="GET", http_response_status_code="500"}', values: '0+0x1440 120+120x60' }
              alert_rule_test:
              - { eval_time: 1443m, alertname: cart-works/page, exp_alerts: [] }
              - eval_time: 1446m
                alertname: cart-works/page
                exp_alerts:
                - exp_labels: { sloth_id: 'Shop "of" tea-cart-works', sloth_service: 'Shop "of" tea', sloth_slo: cart-works, sloth_severity: page, severity: page, owner: team }
                  exp_annotations: { title: '(page) Shop "of" tea cart-works burns its error budget too fast.', summary: 'People {leave}.', runbook: runbooks/cart.md }
            """, TestContext.Current.CancellationToken);
        var tested = await Run(promtool, "test", "rules", folder["test.yml"]);
        Assert.True(tested.Code == 0, tested.Output + tested.Errors);

        await File.WriteAllTextAsync(folder["engine.txt"], "load cart-works 0h..24h 600/min\nload cart-works 24h..25h 600/min 20% bad\nat 1443m expect cart-works/page quiet\nat 1446m expect cart-works/page firing\n", TestContext.Current.CancellationToken);
        var (tests, _) = Upshot.Decide.AlertTests.AlertTestFile.Read(await File.ReadAllTextAsync(folder["engine.txt"], TestContext.Current.CancellationToken), "engine.txt", t => Upshot.Plan.Values.Duration.TryParse(t, out var d) ? d : null);
        Assert.Empty(Upshot.Decide.AlertTests.AlertTestRun.Of(s_plan, tests, Upshot.Plan.Values.Duration.Format).Failures);
    }

    [Fact]
    public async Task Amtool_takes_the_exported_configuration()
    {
        var amtool = Find("amtool");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["alertmanager.yml"], AlertmanagerExport.Of(s_plan).Text, TestContext.Current.CancellationToken);
        var ended = await Run(amtool, "check-config", folder["alertmanager.yml"]);
        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    [Fact]
    public void OpenSlo_has_a_document_for_each_objective_that_can_be_said()
    {
        var documents = OpenSloExport.Of(s_plan).Text.Split("---\n");
        Assert.Equal(4, documents.Length);
        Assert.Contains("target: 0.999", documents[1]);
        Assert.Contains("duration: 30d", documents[1]);
    }

    private static Task<Ended> Run(string program, params string[] arguments) => UpshotProgram.Run(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });

    private static string Find(string program)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{program} is not installed (Debian: prometheus, prometheus-alertmanager).");
        return found;
    }
}
