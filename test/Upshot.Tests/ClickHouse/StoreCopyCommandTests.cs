using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Upshot.Observe.Tests.Stores.ClickHouse;
using Upshot.Tests.Alerts;
using Upshot.Tests.Running;

namespace Upshot.Tests.ClickHouse;

/// <summary>From one directory to a cluster: the commands of docs/scale.md.</summary>
public sealed class StoreCopyCommandTests
{
    [Fact]
    public async Task A_directory_grows_into_a_cluster_and_nothing_of_its_history_is_lost_or_doubled()
    {
        var servers = await ClickHouseServer.StartClusterAsync("two", 2);
        await using var first = servers[0];
        await using var second = servers[1];
        using var shop = new AlertShop("    hook: { kind: webhook, url: \"http://127.0.0.1:9/hook\", severities: page }", "cart");
        using var nodes = new TemporaryFolder();
        await using (var alone = await RunningServer.Start(shop.Data, shop.Plan))
        {
            await shop.Send(alone, "cart", 80, 20);
            using var announced = await alone.Announce("1.0");
            Assert.True(announced.IsSuccessStatusCode);
            var busy = await UpshotProgram.Run("store", "copy", "--from", shop.Data, "--to", $"clickhouse://default@{first.Host}/upshot", "--plan", shop.Plan);
            Assert.Equal(1, busy.Code);
            Assert.Contains("Stop that one first, or copy a backup of it", busy.Errors, StringComparison.Ordinal);
        }

        var store = $"clickhouse://default@{first.Host},{second.Host}/upshot?cluster=two";
        Assert.Equal(0, (await UpshotProgram.Run("store", "create", "--store", store, "--plan", shop.Plan)).Code);

        // The directory becomes the history; a new one has its state, and telemetry goes into the cluster.
        Directory.Move(shop.Data, nodes["history"]);
        Directory.CreateDirectory(shop.Data);
        File.Copy(Path.Combine(nodes["history"], "state.db"), Path.Combine(shop.Data, "state.db"));
        var settings = new Dictionary<string, string> { ["UPSHOT_STORE"] = store };
        await using var leader = await RunningServer.Start(shop.Data, shop.Plan, settings);
        Assert.Contains("1.0", await TextAsync(leader, "/api/v1/releases"), StringComparison.Ordinal);
        string[] copy = ["store", "copy", "--from", nodes["history"], "--to", store, "--plan", shop.Plan];
        await KilledAsync(copy);
        var copied = await UpshotProgram.Run(copy);
        Assert.True(copied.Code == 0, copied.Errors);
        Assert.Contains("has them when its directory has a copy of that file", copied.Output, StringComparison.Ordinal);
        var again = await UpshotProgram.Run([.. copy, "--format", "json"]);
        Assert.All(JsonDocument.Parse(again.Output).RootElement.GetProperty("tables").EnumerateArray(), t => Assert.Equal(0, t.GetProperty("copied").GetInt64()));
        Assert.Equal((80, 100), await CartAsync(leader));

        // Nodes without anything of their own.
        await using var one = await ServerProcess.StartIngest(nodes["one"], shop.Plan, settings);
        await using var other = await ServerProcess.StartIngest(nodes["other"], shop.Plan, settings);
        await shop.Send(one, "cart", 10, 0);
        var same = TestSpan.Request("shop", "1.0", "shop-1", [new($"{Random.Shared.NextInt64():x32}", "0000000000000001", "", "GET /cart", 2, DateTimeOffset.UtcNow.AddMinutes(-1), TimeSpan.FromMilliseconds(20)) { Route = "/cart" }]);
        foreach (var node in new[] { one, other, one })
        {
            using var answer = await node.Post(same);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal((91, 111), await CartAsync(leader));
    }

    [Theory]
    [InlineData("clickhouse://user:secret@host/upshot", "put the password into UPSHOT_CLICKHOUSE_PASSWORD")]
    [InlineData("http://127.0.0.1:8123/", "is no address of a store")]
    [InlineData("clickhouse://127.0.0.1:9/upshot", "does not answer")]
    public async Task What_cannot_be_is_said(string to, string said)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["data/parquet"]);
        var ended = await UpshotProgram.Run("store", "copy", "--from", folder["data"], "--to", to);
        Assert.Equal(1, ended.Code);
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_data_directory_is_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var ended = await UpshotProgram.Run("store", "copy", "--from", folder["none"], "--to", "clickhouse://127.0.0.1:9/upshot");
        Assert.Equal(1, ended.Code);
        Assert.Contains("is no data directory", ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["none"]));
    }

    /// <summary>Runs a copy, and kills it when it says that the first rows are there.</summary>
    private static async Task KilledAsync(string[] copy)
    {
        using var process = Process.Start(UpshotProgram.StartInfo(copy, new Dictionary<string, string>()))!;
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("spans: 3", StringComparison.Ordinal))
        {
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> TextAsync(RunningServer server, string path)
    {
        using var answer = await server.Get(path);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(long Good, long Total)> CartAsync(RunningServer server)
    {
        var text = await TextAsync(server, "/api/v1/status");
        var objective = JsonDocument.Parse(text).RootElement.GetProperty("objectives")[0];
        return (objective.GetProperty("good").GetInt64(), objective.GetProperty("total").GetInt64());
    }
}
