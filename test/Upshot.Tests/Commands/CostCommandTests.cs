using System.Net.Http.Json;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>What telemetry costs, of a running server.</summary>
public sealed class CostCommandTests
{
    [Fact]
    public async Task A_signal_that_nothing_reads_is_proposed_and_one_that_a_promise_rests_on_is_not()
    {
        using var folder = new TemporaryFolder();
        var plan = folder["plan"];
        Directory.CreateDirectory(Path.Combine(plan, "signals"));
        await File.WriteAllTextAsync(Path.Combine(plan, "upshot.yaml"), "product: shop\nowners: { team: team@shop.example }\noperations:\n  pay:\n    owner: team\n    entry: { service: shop, span: shop.pay, kind: internal }\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(plan, "signals", "shop.yaml"), "groups:\n" + string.Concat(new[] { "pay", "trace" }.Select(name =>
            $"  - id: span.shop.{name}\n    type: span\n    name: shop.{name}\n    span_kind: internal\n    brief: It is.\n    stability: development\n    annotations:\n      upshot: {{ owner: team, reason: It is new., decision: Whether it stays. }}\n")), TestContext.Current.CancellationToken);
        await using var server = await RunningServer.Start(folder["data"], plan);
        var start = DateTimeOffset.UtcNow.AddMinutes(-5);
        var spans = Enumerable.Range(1, 40).Select(i => new TestSpan($"{i:x32}", $"{i:x16}", "", i % 2 == 0 ? "shop.pay" : "shop.trace", 1, start.AddSeconds(i), TimeSpan.FromMilliseconds(5)) { Signal = i % 2 == 0 ? "span.shop.pay@1" : "span.shop.trace@1" });
        using var sent = await server.Post(TestSpan.Request("shop", "1.0", "a", spans));

        var ended = await UpshotProgram.Run("cost", "--server", server.Http.ToString(), "--format", "json");

        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        var signals = JsonDocument.Parse(ended.Output).RootElement.GetProperty("signals").EnumerateArray().ToDictionary(s => s.GetProperty("signal").GetString()!);
        Assert.Equal((20, true, 0), (signals["span.shop.pay"].GetProperty("events").GetInt64(), signals["span.shop.pay"].GetProperty("isEssential").GetBoolean(), signals["span.shop.pay"].GetProperty("proposals").GetArrayLength()));
        Assert.Equal((20, "drop"), (signals["span.shop.trace"].GetProperty("events").GetInt64(), signals["span.shop.trace"].GetProperty("proposals")[0].GetProperty("change").GetString()));
        Assert.True(signals["span.shop.trace"].GetProperty("bytes").GetInt64() > 0);
        var told = await UpshotProgram.Run("cost", "--server", server.Http.ToString());
        Assert.Contains("+  rollout: off", told.Output);
        Assert.Equal(1, (await UpshotProgram.Run("cost", "--weeks", "0", "--server", server.Http.ToString())).Code);
    }

    // The changes are made to the plan as the diffs say, and the plan is checked.
    [Fact]
    public async Task A_metric_with_an_attribute_that_nothing_reads_could_do_with_fewer_series()
    {
        using var folder = new TemporaryFolder();
        var plan = folder["plan"];
        var file = Path.Combine(plan, "signals", "shop.yaml");
        Directory.CreateDirectory(Path.Combine(plan, "signals"));
        Directory.CreateDirectory(Path.Combine(plan, "runbooks"));
        await File.WriteAllTextAsync(Path.Combine(plan, "upshot.yaml"), "product: shop\nowners: { team: team@shop.example }\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(plan, "runbooks", "retries.md"), "# Retries\n\nLook at shop.retries by shop.reason.\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, MetricPlan, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await UpshotProgram.Run("check", plan)).Code);
        await using var server = await RunningServer.Start(folder["data"], plan);
        var now = DateTimeOffset.UtcNow.AddMinutes(-5);
        var points = from tenant in Enumerable.Range(0, 30)
                     from reason in new[] { "timeout", "refused" }
                     select new
                     {
                         startTimeUnixNano = $"{now.AddMinutes(-30).ToUnixTimeMilliseconds()}000000",
                         timeUnixNano = $"{now.ToUnixTimeMilliseconds()}000000",
                         asInt = tenant == 3 ? "10000" : "2",
                         attributes = new[] { new { key = "shop.tenant", value = new { stringValue = $"t{tenant}" } }, new { key = "shop.reason", value = new { stringValue = reason } } },
                     };
        using var sent = await new HttpClient().PostAsJsonAsync(
            new Uri(server.OtlpHttp, "v1/metrics"),
            new
            {
                resourceMetrics = new[]
                {
                    new
                    {
                        resource = new { attributes = new[] { new { key = "service.name", value = new { stringValue = "shop" } } } },
                        scopeMetrics = new[] { new { metrics = new[] { new { name = "shop.retries", unit = "{retry}", sum = new { aggregationTemporality = 2, isMonotonic = true, dataPoints = points } } } } },
                    },
                },
            },
            TestContext.Current.CancellationToken);
        sent.EnsureSuccessStatusCode();

        var told = await UpshotProgram.Run("cost", "--server", server.Http.ToString(), "--format", "json");

        Assert.Equal((0, ""), (told.Code, told.Errors));
        var proposals = JsonDocument.Parse(told.Output).RootElement.GetProperty("signals").EnumerateArray().Single().GetProperty("proposals").EnumerateArray().ToList();
        Assert.Equal(["aggregate", "fewerValues"], proposals.Select(p => p.GetProperty("change").GetString()));
        Assert.Contains("2 series would be left of 60", proposals[0].GetProperty("precisionLost").GetString());
        Assert.Contains("2 of 60 combinations", proposals[1].GetProperty("precisionLost").GetString());
        foreach (var proposal in proposals)
        {
            var lines = MetricPlan.Split('\n').ToList();
            var changed = proposal.GetProperty("diff").GetString()!.Split('\n').Skip(3).Where(l => l.Length > 0).ToList();
            var at = lines.FindIndex(l => changed.Exists(c => c[0] == '-' && c[1..].Trim() == l.Trim()));
            var indent = lines[at][..^lines[at].TrimStart().Length];
            lines.RemoveAt(at);
            lines.InsertRange(at, changed.Where(c => c[0] == '+').Select(c => indent + c[1..].Trim()));
            await File.WriteAllTextAsync(file, string.Join('\n', lines), TestContext.Current.CancellationToken);
            var check = await UpshotProgram.Run("check", plan);
            Assert.True(check.Code == 0, check.Output + check.Errors);
        }
    }

    private const string MetricPlan =
        """
        groups:
          - id: registry.shop
            type: attribute_group
            brief: Attributes.
            attributes:
              - { id: shop.tenant, type: string, stability: development, brief: Whose., examples: [t1], annotations: { upshot: { privacy: internal } } }
              - { id: shop.reason, type: string, stability: development, brief: Why., examples: [timeout], annotations: { upshot: { privacy: internal } } }
          - id: metric.shop.retries
            type: metric
            metric_name: shop.retries
            instrument: counter
            unit: "{retry}"
            brief: Attempts after the first.
            stability: development
            attributes:
              - { ref: shop.tenant }
              - { ref: shop.reason }
            annotations:
              upshot:
                owner: team
                reason: It says whom others make slow.
                decision: Whom we call.
                cardinality: 500

        """;
}
