using System.Diagnostics;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.ClickHouse;

/// <summary>What a node acknowledged arrives once, whatever ends when.</summary>
public sealed class DeliveryTests
{
    private const int Spans = 7;

    [Fact]
    public async Task What_came_while_nobody_could_be_reached_arrives_once()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var harness = await ClickHouseHarness.OpenAsync(server);
        await SendAsync(harness, 0, 5);
        await server.KillAsync();
        await SendAsync(harness, 3, 12);
        await Assert.ThrowsAsync<StoreException>(() => CountsAsync(harness));
        var missing = Assert.Single(harness.Store.Missing);
        Assert.Equal(7 * Spans, missing.Rows);
        Assert.Contains("keeps them until ClickHouse takes them", missing.Sentence);

        // The node ends and starts, and nobody is there still.
        await harness.RestartAsync();
        await SendAsync(harness, 10, 15);
        await server.StartProcessAsync();
        await ArrivedAsync(harness);
        Assert.Equal((15 * Spans, 15 * Spans), await CountsAsync(harness));
        Assert.Empty(harness.Store.Missing);
        Assert.Empty(harness.Store.Notices);
        Assert.Empty(Directory.GetFiles(harness.Backlog, "*.backlog"));
    }

    [Fact]
    public async Task Kills_under_load_lose_nothing_and_double_nothing()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var harness = await ClickHouseHarness.OpenAsync(server);
        var (next, accepted) = (0, 0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var senders = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var request = Story.Request(Interlocked.Increment(ref next), Spans);
                while ((await harness.Store.Send(request)).Status != IntakeStatus.Accepted)
                {
                    await Task.Delay(10, TestContext.Current.CancellationToken);
                }

                Interlocked.Increment(ref accepted);
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        for (var i = 1; i <= 3; i++)
        {
            await UntilAsync(() => Volatile.Read(ref accepted) > i * 12, "Nothing is accepted.");
            await server.KillAsync();
            var before = Volatile.Read(ref accepted);
            await UntilAsync(() => Volatile.Read(ref accepted) > before + 12, "Nothing is accepted while ClickHouse is down.");
            await server.StartProcessAsync();
        }

        await end.CancelAsync();
        await Task.WhenAll(senders);
        await ArrivedAsync(harness);
        Assert.Equal((accepted * Spans, accepted * Spans), await CountsAsync(harness));
    }

    [Fact]
    public async Task A_killed_node_delivers_again_what_had_arrived_and_it_counts_once()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var harness = await ClickHouseHarness.OpenAsync(server);
        await server.KillAsync();
        await SendAsync(harness, 0, 10);

        // As its disk would be if the node were killed now.
        var killed = Directory.CreateDirectory(harness.Backlog + "-killed").FullName;
        foreach (var file in Directory.GetFiles(harness.Backlog))
        {
            await using FileStream from = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), to = File.Create(Path.Combine(killed, Path.GetFileName(file)));
            await from.CopyToAsync(to, TestContext.Current.CancellationToken);
        }

        await server.StartProcessAsync();
        await ArrivedAsync(harness);
        await harness.StopAsync();
        foreach (var file in Directory.GetFiles(killed))
        {
            File.Copy(file, Path.Combine(harness.Backlog, Path.GetFileName(file)), overwrite: true);
        }

        await harness.StartAsync();
        await ArrivedAsync(harness);
        Assert.Equal((10 * Spans, 10 * Spans), await CountsAsync(harness));
    }

    [Fact]
    public async Task Beyond_its_bound_the_backlog_refuses_and_what_is_sent_again_counts_once()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var harness = await ClickHouseHarness.OpenAsync(server, with: o => o with { BacklogBytes = 20_000 });
        await server.KillAsync();
        var sent = 0;
        IntakeResult result;
        while ((result = await harness.Store.Send(Story.Request(sent, Spans))).Status == IntakeStatus.Accepted)
        {
            Assert.True(++sent < 1000, "It takes everything.");
        }

        Assert.Equal(IntakeStatus.Unavailable, result.Status);
        Assert.Contains("may keep meanwhile", result.Message);
        Assert.True(result.RetryAfter > TimeSpan.Zero);
        await server.StartProcessAsync();
        await ArrivedAsync(harness);
        await SendAsync(harness, 0, sent + 1);
        Assert.Equal(((sent + 1) * Spans, (sent + 1) * Spans), await CountsAsync(harness));
    }

    [Fact]
    public async Task A_damaged_backlog_delivers_the_rest_and_says_what_is_gone()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var harness = await ClickHouseHarness.OpenAsync(server);
        await server.KillAsync();
        await SendAsync(harness, 0, 4);
        await harness.StopAsync();
        var file = Assert.Single(Directory.GetFiles(harness.Backlog, "*.backlog"));
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[32 + 64 + 30] ^= 1;

        // The last entry was never written whole.
        await File.WriteAllBytesAsync(file, [.. bytes, .. bytes.AsSpan(32, 100)], TestContext.Current.CancellationToken);
        await harness.StartAsync();
        await server.StartProcessAsync();
        await ArrivedAsync(harness);
        Assert.Equal((3 * Spans, 3 * Spans), await CountsAsync(harness));
        Assert.Equal(Spans, Assert.Single(harness.Store.Missing).Rows);
    }

    [Fact]
    public async Task Many_bodies_at_once_make_few_parts()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var harness = await ClickHouseHarness.OpenAsync(server);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => SendAsync(harness, i, i + 1), TestContext.Current.CancellationToken)));
        Assert.Equal((200 * Spans, 200 * Spans), await CountsAsync(harness));
        using var servers = new ClickHouseServers(harness.Options);
        Assert.InRange(await NumberAsync(servers, $"max(max_block_number) FROM system.parts WHERE database = '{harness.Address.Database}' AND table = 'spans'"), 1, 50);
    }

    /// <summary>The node that said that it brings a body was killed before it had; a sender asked another one meanwhile.</summary>
    [Fact]
    public async Task What_a_killed_node_had_claimed_arrives_with_it_and_is_not_brought_by_another()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var first = await ClickHouseHarness.OpenAsync(server);
        await using var second = await ClickHouseHarness.BesideAsync(first);
        using var servers = new ClickHouseServers(first.Options);
        await servers.ExecuteAsync(first.Address.Hosts[0], $"RENAME TABLE `{first.Address.Database}`.spans TO `{first.Address.Database}`.elsewhere", TestContext.Current.CancellationToken);
        await SendAsync(first, 0, 5);
        await UntilAsync(async () => await NumberAsync(servers, $"uniqExact(hash) FROM `{first.Address.Database}`.bodies") == 5, () => "They are not claimed.");
        await first.StopAsync();
        await servers.ExecuteAsync(first.Address.Hosts[0], $"RENAME TABLE `{first.Address.Database}`.elsewhere TO `{first.Address.Database}`.spans", TestContext.Current.CancellationToken);
        await SendAsync(second, 0, 10);
        await ArrivedAsync(second);
        Assert.Equal(5 * Spans, (await CountsAsync(second)).Spans);
        await first.StartAsync();
        await ArrivedAsync(first);
        await SendAsync(first, 3, 12);
        Assert.Equal((12 * Spans, 12 * Spans), await CountsAsync(first));
    }

    private static async Task SendAsync(ClickHouseHarness harness, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            Assert.Equal(IntakeStatus.Accepted, (await harness.Store.Send(Story.Request(i, Spans))).Status);
        }
    }

    private static async Task<(long Spans, long Requests)> CountsAsync(ClickHouseHarness harness)
    {
        var size = await harness.Store.AskAsync(new SizeQuestion(), TestContext.Current.CancellationToken);
        var routes = await harness.Store.AskAsync(new RouteQuestion(Times.All), TestContext.Current.CancellationToken);
        return (size.Signals.Single(s => s.Signal == "traces").SealedRecords, routes.Sum(r => r.Requests));
    }

    private static async Task<long> NumberAsync(ClickHouseServers servers, string what) => (await servers.ReadAsync($"SELECT toInt64({what.Replace(" FROM", ") FROM", StringComparison.Ordinal)}", r => r.GetInt64(0), TestContext.Current.CancellationToken))[0];

    internal static Task ArrivedAsync(ClickHouseHarness harness) => UntilAsync(() => harness.Own.Waiting.Records == 0, () => $"What the node keeps is not delivered: {harness.Own.Waiting}. {string.Join(" ", harness.Store.Notices)}");

    private static Task UntilAsync(Func<bool> isSo, string otherwise) => UntilAsync(isSo, () => otherwise);

    private static Task UntilAsync(Func<bool> isSo, Func<string> otherwise) => UntilAsync(() => Task.FromResult(isSo()), otherwise);

    private static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> otherwise)
    {
        for (var since = Stopwatch.StartNew(); !await isSo();)
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), since.Elapsed < TimeSpan.FromSeconds(60) ? "" : otherwise());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
