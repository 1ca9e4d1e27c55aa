using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.ClickHouse;

/// <summary>What people do to a ClickHouse, and what is wrong in an address.</summary>
public sealed class FaultTests(OneServer one) : IClassFixture<OneServer>
{
    private const int Spans = 7;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DROP TABLE {0}.trace_times")]
    [InlineData("ALTER TABLE {0}.spans DROP COLUMN adjusted_count")]
    public async Task What_comes_while_a_table_is_gone_or_lacks_a_column_arrives_when_it_is_mended(string statement)
    {
        await using var harness = await one.OpenAsync();
        await AcceptedAsync(harness, 1);
        using var servers = new ClickHouseServers(harness.Options);
        await servers.ExecuteAsync(harness.Address.Hosts[0], string.Format(System.Globalization.CultureInfo.InvariantCulture, statement, harness.Address.Database), Stop);
        await AcceptedAsync(harness, 2);
        Assert.Equal(Spans, Assert.Single(harness.Store.Missing).Rows);
        Assert.Contains(harness.Store.Notices, n => n.Contains("upshot store create", StringComparison.Ordinal));
        Assert.NotEmpty((await ClickHouseTables.CheckAsync(harness.Options, Story.Plan, Stop)).Mistakes);
        await StoreSchema.UpgradeAsync(servers, harness.Address, Story.Plan, Stop);
        await DeliveryTests.ArrivedAsync(harness);
        Assert.Equal(2 * Spans, (await harness.Store.AskAsync(new RouteQuestion(Times.All), Stop)).Sum(r => r.Requests));
        Assert.Equal(2 * Spans, (await harness.Store.AskAsync(new SpanSearch(new(), Times.All, 100), Stop)).Count);
    }

    [Fact]
    public async Task A_column_that_somebody_made_into_another_loses_nothing()
    {
        await using var harness = await one.OpenAsync();
        using var servers = new ClickHouseServers(harness.Options);
        var spans = $"`{harness.Address.Database}`.spans";
        await servers.ExecuteAsync(harness.Address.Hosts[0], $"ALTER TABLE {spans} DROP COLUMN adjusted_count, ADD COLUMN adjusted_count Array(UInt8)", Stop);
        await AcceptedAsync(harness, 1);
        Assert.Equal(Spans, Assert.Single(harness.Store.Missing).Rows);
        await servers.ExecuteAsync(harness.Address.Hosts[0], $"ALTER TABLE {spans} DROP COLUMN adjusted_count", Stop);
        await StoreSchema.UpgradeAsync(servers, harness.Address, Story.Plan, Stop);
        await DeliveryTests.ArrivedAsync(harness);
        Assert.Equal(Spans, (await harness.Store.AskAsync(new SpanSearch(new(), Times.All, 100), Stop)).Count);
    }

    [Fact]
    public async Task Who_is_not_let_in_keeps_what_comes_and_says_why()
    {
        var server = await one.Server;
        var stranger = await Assert.ThrowsAsync<StoreException>(() => ClickHouseTables.CheckAsync(new() { Address = new(false, [server.Host], "nobody", "upshot", null), Password = "wrong" }, Story.Plan, Stop));
        Assert.Contains(ClickHouseAddress.PasswordVariable, stranger.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_nodes_that_take_the_same_bodies_at_once_store_them_once()
    {
        await using var harness = await one.OpenAsync();
        await using var second = await ClickHouseHarness.BesideAsync(harness);
        await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(i => new[] { harness, second }.Select(node => Task.Run(() => AcceptedAsync(node, i), Stop))));
        await DeliveryTests.ArrivedAsync(harness);
        await DeliveryTests.ArrivedAsync(second);
        Assert.Equal(20 * Spans, (await harness.Store.AskAsync(new SpanSearch(new(), Times.All, 1000), Stop)).Count);
        Assert.Equal(20 * Spans, (await second.Store.AskAsync(new RouteQuestion(Times.All), Stop)).Sum(r => r.Requests));
    }

    [Fact]
    public async Task A_file_of_the_backlog_that_a_full_disk_left_without_a_body_claims_no_loss()
    {
        await using var harness = await one.OpenAsync();
        await harness.StopAsync();
        await File.WriteAllBytesAsync(Path.Combine(harness.Backlog, "0000000007.backlog"), [], Stop);
        await File.WriteAllBytesAsync(Path.Combine(harness.Backlog, "0000000008.backlog"), new byte[16], Stop);
        await harness.StartAsync();
        Assert.Empty(harness.Store.Missing);
        Assert.Empty(Directory.GetFiles(harness.Backlog, "*.backlog*"));
    }

    private static async Task AcceptedAsync(ClickHouseHarness harness, int seed) => Assert.Equal(IntakeStatus.Accepted, (await harness.Store.Send(Story.Request(seed, Spans))).Status);
}
