using System.Net;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

public sealed class RolloutTests
{
    private const string Plan = """
        product: shop
        owners: { team: team@shop.example }
        operations:
          pay:
            owner: team
            entry: { service: shop, route: /pay }
        """;

    private const string Signals = """
        groups:
          - id: span.shop.pay
            type: span
            name: shop.pay
            span_kind: internal
            brief: Somebody pays.
            stability: development
            annotations:
              upshot: { owner: team, reason: It is new., decision: Whether it stays., version: 2, rollout: canary, canary: 25% }
        """;

    [Fact]
    public async Task A_signal_is_set_at_run_time_and_goes_back_to_what_the_plan_says()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await Start(folder))
        {
            Assert.Equal((0, "canary", 0.25), await Stage(server));
            Assert.Equal(0, (await Ask(server, "rollout", "span.shop.pay", "off")).Code);
            Assert.Equal((0, "off", 0), await Stage(server));
            Assert.Contains("span.shop.pay is now canary 10%.", (await Ask(server, "rollout", "span.shop.pay", "canary", "--share", "10%")).Output);
        }

        // It outlives the server.
        await using var again = await Start(folder);
        Assert.Equal((0, "canary", 0.1), await Stage(again));
        Assert.Contains("as the plan says", (await Ask(again, "rollout", "span.shop.pay", "plan")).Output);
        Assert.Equal((0, "canary", 0.25), await Stage(again));
    }

    [Fact]
    public async Task What_cannot_be_set_is_said_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        await using var server = await Start(folder);
        foreach (var (sentence, arguments) in new[]
        {
            ("There is no signal \"span.shop.play\"", ["rollout", "span.shop.play", "on"]),
            ("Only a canary has a share", ["rollout", "span.shop.pay", "on", "--share", "10%"]),
            ("is not a share", ["rollout", "span.shop.pay", "canary", "--share", "ten"]),
            ("Say which stage", ["rollout", "span.shop.pay"]),
            ("There is no signal", new[] { "rollout", "status", "span.shop.play" }),
        })
        {
            var ended = await Ask(server, arguments);
            Assert.Equal(1, ended.Code);
            Assert.Contains(sentence, ended.Errors);
            Assert.DoesNotContain("   at ", ended.Errors);
        }
    }

    [Fact]
    public async Task A_canarys_cost_is_extrapolated_to_all_processes_and_its_values_stand_beside_the_version_before()
    {
        using var folder = new TemporaryFolder();
        await using var server = await Start(folder);
        Assert.Equal(3, (await Ask(server, "rollout", "status", "span.shop.pay")).Code);

        // Four processes for two hours, one request a minute; the first emits the new version, the second the old one.
        var start = DateTimeOffset.UtcNow.AddHours(-3);
        for (var instance = 1; instance <= 4; instance++)
        {
            var spans = Enumerable.Range(0, 121).SelectMany(minute => Requests(instance, minute, start.AddMinutes(minute)));
            using var answer = await server.Post(TestSpan.Request("shop", "1.0", $"shop-{instance}", spans));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var ended = await Ask(server, "rollout", "status", "span.shop.pay", "--format", "json");

        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        var status = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal((4, 1), (status.GetProperty("processes").GetInt32(), status.GetProperty("emitting").GetInt32()));

        // 121 in two hours.
        Assert.Equal(121 * 12, status.GetProperty("signal").GetProperty("events").GetDouble(), 0.5);
        Assert.Equal(4 * 121 * 12, status.GetProperty("whenOn").GetProperty("events").GetDouble(), 2);
        Assert.Equal(2 * 121 * 12, status.GetProperty("emittingProcess").GetProperty("events").GetDouble(), 1);
        var bytes = status.GetProperty("signal").GetProperty("bytes").GetDouble() / (121 * 12);
        Assert.InRange(bytes, 60, 200);
        var values = status.GetProperty("values").EnumerateArray().Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("count").GetInt64(), v.GetProperty("p50").GetDouble()));
        Assert.Equal([(1, 121L, 10.0), (2, 121L, 20.0)], values);
        Assert.Contains("1 of 4 processes send it, 1,452 events", (await Ask(server, "rollout", "status", "span.shop.pay")).Output);
    }

    private static IEnumerable<TestSpan> Requests(int instance, int minute, DateTimeOffset at)
    {
        var trace = $"{instance:x16}{minute + 1:x16}";
        yield return new(trace, $"{instance:x8}{minute + 1:x8}", "", "GET /pay", 2, at, TimeSpan.FromMilliseconds(30)) { Route = "/pay" };
        if (instance <= 2)
        {
            var duration = TimeSpan.FromMilliseconds(instance == 1 ? 20 : 10);
            yield return new(trace, $"{instance + 16:x8}{minute + 1:x8}", $"{instance:x8}{minute + 1:x8}", "shop.pay", 1, at, duration) { Signal = $"span.shop.pay@{(instance == 1 ? 2 : 1)}" };
        }
    }

    private static Task<RunningServer> Start(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["plan/signals"]);
        File.WriteAllText(folder["plan/upshot.yaml"], Plan);
        File.WriteAllText(folder["plan/signals/shop.yaml"], Signals);
        return RunningServer.Start(folder["data"], folder["plan"]);
    }

    private static Task<Ended> Ask(RunningServer server, params string[] arguments) => UpshotProgram.Run([.. arguments, "--server", server.Http.ToString()]);

    private static async Task<(int Code, string Stage, double Share)> Stage(RunningServer server)
    {
        var ended = await Ask(server, "rollout", "--format", "json");
        var signal = JsonDocument.Parse(ended.Output).RootElement.EnumerateArray().Single();
        return (ended.Code, signal.GetProperty("stage").GetString()!, signal.GetProperty("share").GetDouble());
    }
}
