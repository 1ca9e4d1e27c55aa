using Upshot.Export;
using Upshot.Import;
using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Tests.Running;

namespace Upshot.Tests.Import;

public class ImportTests
{
    // The shape of the getting-started examples that the three projects publish.
    private const string Sloth = """
        version: "prometheus/v1"
        service: "myservice"
        labels: { owner: "myteam", repo: "myorg/myservice" }
        slos:
          - name: "requests-availability"
            objective: 99.9
            description: "Common SLO based on availability for HTTP request responses."
            sli:
              events:
                error_query: sum(rate(http_request_duration_seconds_count{job="myservice",handler="/cart",code=~"(5..|429)"}[{{.window}}]))
                total_query: sum(rate(http_request_duration_seconds_count{job="myservice",handler="/cart"}[{{.window}}]))
            alerting:
              name: MyServiceHighErrorRate
              annotations: { summary: "High error rate", runbook: runbooks/cart.md }
              page_alert: { labels: { severity: pageteam } }
              ticket_alert: { disable: true }
        """;

    private const string Pyrra = """
        apiVersion: pyrra.dev/v1alpha1
        kind: ServiceLevelObjective
        metadata:
          name: pyrra-api-latency
          labels: { prometheus: k8s, pyrra.dev/team: operations }
        spec:
          target: "99"
          window: 2w
          description: Pyrra's API requests and responses over time with high latency.
          indicator:
            latency:
              success: { metric: 'http_request_duration_seconds_bucket{job="pyrra",handler="/api",code=~"2..",le="0.1"}' }
              total: { metric: 'http_request_duration_seconds_count{job="pyrra",handler="/api",code=~"2.."}' }
              grouping: [method]
        """;

    [Fact]
    public void Sloths_specification_becomes_an_objective_and_what_is_left_is_listed_with_its_place()
    {
        var imported = SlothImport.Of(ImportNode.Read("sloth.yml", Sloth));

        var objective = Assert.Single(imported.Objectives);
        Assert.Equal(("requests-availability", 0.999, "30d", "runbooks/cart.md"), (objective.Name, objective.Target, objective.Window, objective.Runbook));
        Assert.Equal(new ImportedOperation("requests-availability", "myservice", "/cart", "", ""), objective.Operation);
        Assert.Null(objective.Latency);
        foreach (var left in new[] { "sloth.yml:3:1: labels", "sloth.yml:13:7: slos[0].alerting.name", "sloth.yml:15:21: slos[0].alerting.page_alert.labels", "an alert is disabled there", "the annotation summary" })
        {
            Assert.Contains(imported.NotExpressed, n => n.Contains(left, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Pyrras_latency_becomes_a_threshold()
    {
        var imported = PyrraImport.Of(ImportNode.Read("pyrra.yaml", Pyrra));

        var objective = Assert.Single(imported.Objectives);
        Assert.Equal((0.99, "14d", TimeSpan.FromMilliseconds(100), "operations"), (objective.Target, objective.Window, objective.Latency, objective.Owner));
        Assert.Equal(("pyrra", "/api"), (objective.Operation.Service, objective.Operation.Route));
        Assert.Contains(imported.NotExpressed, n => n.Contains("grouping", StringComparison.Ordinal));
        Assert.Contains(imported.NotExpressed, n => n.Contains("the label prometheus (k8s)", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_exported_as_openslo_comes_back_as_it_was()
    {
        var here = new SourceLocation("upshot.yaml", 1, 1);
        var plan = new ProductPlan
        {
            Product = "shop",
            Operations = [new("cart", here) { Entry = new() { Service = "shop.web", Route = "/cart/{id}", Method = "GET" } }, new("job", here) { Entry = new() { Service = "worker", Span = "nightly" } }],
            Objectives =
            [
                new("cart-works", here) { Operation = "cart", Target = 0.9995, Owner = "team", Reason = "People leave: \"now\".", Decision = "D", Runbook = "runbooks/cart.md", Window = new() { Length = TimeSpan.FromDays(30) } },
                new("cart-fast", here) { Operation = "cart", Target = 0.95, Latency = TimeSpan.FromMilliseconds(250), Owner = "team", Window = new() { Calendar = "quarter", Length = TimeSpan.FromDays(90) } },
                new("job-fast", here) { Operation = "job", Target = 0.9, Latency = TimeSpan.FromSeconds(3), Owner = "other", Window = new() { Length = TimeSpan.FromDays(7) } },
            ],
        };

        var imported = OpenSloImport.Of(ImportNode.Read("slo.yaml", OpenSloExport.Of(plan).Text));

        Assert.Equal("shop", imported.Product);
        Assert.Equal(
            plan.Objectives.Select(o => (o.Name, o.Operation, o.Target, o.Latency, o.Owner, o.Reason, o.Decision, o.Runbook, Window: o.Window.Calendar ?? $"{o.Window.Length.TotalDays}d")),
            imported.Objectives.Select(o => (o.Name, o.Operation.Name, o.Target, o.Latency, o.Owner, o.Reason, o.Decision, o.Runbook, o.Window)));
        Assert.Equal(
            plan.Objectives.Select(o => plan.Operations.Single(p => p.Name == o.Operation).Entry).Select(e => (e.Service, e.Route ?? "", e.Method ?? "", e.Span ?? "")),
            imported.Objectives.Select(o => ((string?)o.Operation.Service, o.Operation.Route, o.Operation.Method, o.Operation.Span)));
    }

    [Fact]
    public async Task What_is_written_is_a_plan_that_lacks_only_what_the_other_tool_never_asks_for()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["sloth.yml"], Sloth, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["pyrra.yml"], Pyrra, TestContext.Current.CancellationToken);
        foreach (var (tool, rules) in new[] { ("sloth", (string[])["unknown-reference"]), ("pyrra", ["objective-without-runbook"]) })
        {
            var ended = await UpshotProgram.Run("import", tool, folder[$"{tool}.yml"]);
            Assert.True(ended.Code == 0, ended.Errors);
            Assert.Contains("not expressed: ", ended.Errors);
            var problems = PlanReader.Read([new PlanFile("upshot.yaml", ended.Output)]).Problems.Where(p => p.Severity == Severity.Error).Select(p => p.Rule);
            Assert.Equal(rules, problems);
        }
    }

    [Theory]
    [InlineData("sloth", "a: [", 1, "is no YAML")]
    [InlineData("openslo", "- 1\n- 2\n", 2, "no objective")]
    [InlineData("openslo", "apiVersion: openslo/v2\nkind: SLO\nspec: {}\n", 2, "only openslo/v1")]
    [InlineData("pyrra", "kind: ServiceLevelObjective\nmetadata: { name: a }\nspec: { target: \"100\", window: 4w }\n", 2, "no share between 0 and 100")]
    [InlineData("sloth", "version: prometheus/v1\nservice: s\nslos:\n- { name: a, objective: many }\n", 2, "no share between 0 and 100")]
    public async Task What_cannot_be_read_is_said_with_its_place(string tool, string text, int code, string message)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["in.yaml"], text, TestContext.Current.CancellationToken);
        var ended = await UpshotProgram.Run("import", tool, folder["in.yaml"]);
        Assert.True(ended.Code == code, ended.Output + ended.Errors);
        Assert.Contains(message, ended.Errors);
    }
}
