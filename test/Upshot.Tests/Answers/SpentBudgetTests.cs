using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Answers;

/// <summary><c>upshot status --by</c>: every bad event belongs to one release, and to a variant and an incident or none.</summary>
public sealed class SpentBudgetTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder["plan"], "runbooks"));
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "upshot.yaml"), """
            product: shop
            owners: { team: team@shop.example }
            operations:
              cart: { owner: team, entry: { service: shop, method: GET, route: /cart } }
            objectives:
              cart-works: { operation: cart, target: 90%, reason: R., decision: D., runbook: runbooks/cart.md }
              cart-fast: { operation: cart, target: 90%, latency: 100ms, window: 7d, reason: R., decision: D., runbook: runbooks/cart.md }
            flags:
              new-stock: { description: D., owner: team }
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "runbooks", "cart.md"), "# Cart\n");
        _server = await RunningServer.Start(_folder["data"], _folder["plan"], new Dictionary<string, string> { ["UPSHOT_ALERT_SECONDS"] = "1" });
        await Send("1.0", minutesAgo: 90, good: 40, bad: 2, slow: 3, variant: "");
        await Send("1.0", minutesAgo: 3, good: 50, bad: 0, slow: 5, variant: "off");
        await Send("1.1", minutesAgo: 2, good: 5, bad: 60, slow: 1, variant: "on");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("cart-works", "1.0 2, 1.1 60", "on 60, off 0, none 2")]
    [InlineData("cart-fast", "1.0 8, 1.1 1", "on 1, off 5, none 3")]
    public async Task Rows_add_up_to_the_budget_to_the_event(string objective, string releases, string variants)
    {
        var status = (await Ask("status")).GetProperty("objectives").EnumerateArray().Single(o => o.GetProperty("objective").GetString() == objective);
        var bad = status.GetProperty("total").GetInt64() - status.GetProperty("good").GetInt64();
        foreach (var (by, expected) in new[] { ("release", releases), ("flag", variants) })
        {
            var budget = (await Ask("status", "--by", by)).EnumerateArray().Single(b => b.GetProperty("objective").GetString() == objective);
            var rows = budget.GetProperty("rows").EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!, r => r.GetProperty("bad").GetInt64());
            Assert.Equal(expected.Split(", ").ToDictionary(e => e.Split(' ')[0], e => long.Parse(e.Split(' ')[1])), rows);
            Assert.Equal((bad, bad), (rows.Values.Sum(), budget.GetProperty("bad").GetInt64()));
            Assert.Equal(status.GetProperty("consumed").GetDouble(), budget.GetProperty("rows").EnumerateArray().Sum(r => r.GetProperty("share").GetDouble()), 9);
        }
    }

    [Fact]
    public async Task What_failed_within_an_incident_is_the_incidents()
    {
        JsonElement incidents;
        var patience = DateTimeOffset.UtcNow.AddSeconds(60);
        do
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            incidents = JsonDocument.Parse(await (await _server.Get("/api/v1/incidents")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        }
        while (incidents.GetArrayLength() == 0 && DateTimeOffset.UtcNow < patience);

        var budget = (await Ask("status", "--by", "incident")).EnumerateArray().Single(b => b.GetProperty("objective").GetString() == "cart-works");
        Assert.Equal(
            [(incidents[0].GetProperty("id").GetString(), 60), ("none", 2)],
            budget.GetProperty("rows").EnumerateArray().Select(r => (r.GetProperty("name").GetString(), r.GetProperty("bad").GetInt32())));
    }

    [Fact]
    public async Task Another_kind_of_cause_is_refused_with_those_there_are()
    {
        using var answer = await _server.Get("/api/v1/status/spent?by=moon");
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("release, flag or incident", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task Send(string version, int minutesAgo, int good, int bad, int slow, string variant)
    {
        var start = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo);
        var spans = Enumerable.Range(0, good + bad + slow).Select(i => new TestSpan($"{minutesAgo:x16}{i + 1:x16}", $"{(minutesAgo * 1000) + i:x16}", "", "GET /cart", 2, start, TimeSpan.FromMilliseconds(i >= good + bad ? 200 : 5), i >= good && i < good + bad)
        {
            Route = "/cart",
            Flag = variant.Length > 0 ? ("new-stock", variant) : ("", ""),
        });
        (await _server.Post(TestSpan.Request("shop", version, $"shop-{version}", spans))).EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> Ask(params string[] arguments)
    {
        var ended = await UpshotProgram.Run([.. arguments, "--format", "json", "--server", _server.Http.ToString()]);
        Assert.True(ended.Output.Length > 0, ended.Errors);
        return JsonDocument.Parse(ended.Output).RootElement;
    }
}
