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
        Assert.Equal((20, true, JsonValueKind.Null), (signals["span.shop.pay"].GetProperty("events").GetInt64(), signals["span.shop.pay"].GetProperty("isEssential").GetBoolean(), signals["span.shop.pay"].GetProperty("proposal").ValueKind));
        Assert.Equal((20, "drop"), (signals["span.shop.trace"].GetProperty("events").GetInt64(), signals["span.shop.trace"].GetProperty("proposal").GetProperty("change").GetString()));
        Assert.True(signals["span.shop.trace"].GetProperty("bytes").GetInt64() > 0);
        var told = await UpshotProgram.Run("cost", "--server", server.Http.ToString());
        Assert.Contains("+  rollout: off", told.Output);
        Assert.Equal(1, (await UpshotProgram.Run("cost", "--weeks", "0", "--server", server.Http.ToString())).Code);
    }
}
