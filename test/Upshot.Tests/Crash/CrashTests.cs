using System.Net;
using Upshot.Tests.Running;

namespace Upshot.Tests.Crash;

/// <summary>Acknowledged means durable: the server is killed again and again while it takes telemetry and seals.</summary>
public sealed class CrashTests
{
    private const int Rounds = 6, Connections = 4;

    // Small, so that a round has several seals and merges for a kill to hit.
    private static readonly Dictionary<string, string> Small = new()
    {
        ["UPSHOT_GENERATION_RECORDS"] = "1000",
        ["UPSHOT_MAINTENANCE_SECONDS"] = "1",
    };

    [Fact]
    public async Task Killed_at_any_moment_it_loses_no_acknowledged_span_and_keeps_none_twice()
    {
        using var folder = new TemporaryFolder();
        var chance = new Random(20261);
        var batches = new Batches(DateTimeOffset.UtcNow);
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 4 == 3)
            {
                await KillWhileItStarts(folder.Path, TimeSpan.FromMilliseconds(chance.Next(100, 1200)));
            }

            await using var server = await ServerProcess.Start(folder.Path, environment: Small);
            await Stored.AssertWhole(server, batches);
            await Load(server, batches, TimeSpan.FromMilliseconds(chance.Next(20, 900)), chance, isSealing: round % 2 == 1);
        }

        Assert.True(batches.Acknowledged.Count > 5 * Rounds, $"Only {batches.Acknowledged.Count} requests were acknowledged: the kills hit an idle server.");
        await using (var last = await ServerProcess.Start(folder.Path, environment: Small))
        {
            await Finish(last, batches);
            Assert.Equal(batches.Count, await Stored.AssertWhole(last, batches));
            Assert.Equal(0, await last.Terminate());
        }

        Assert.DoesNotContain(Directory.GetFiles(folder["journal"], "*.journal"), file => new FileInfo(file).Length > 0);
        await using var after = await RunningServer.Start(folder.Path);
        Assert.Equal(batches.Count, await Stored.AssertWhole(after, batches));
    }

    [Fact]
    public async Task A_torn_request_at_the_end_of_the_journal_is_cut_off_and_said_and_damage_before_it_costs_one_request()
    {
        using var folder = new TemporaryFolder();
        var batches = new Batches(DateTimeOffset.UtcNow);
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            for (var i = 0; i < 3; i++)
            {
                await Send(server, batches, batches.Next());
            }

            await server.Kill();
        }

        var journal = Assert.Single(Directory.GetFiles(folder["journal"], "*.journal"));
        var bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(journal, [.. bytes, .. bytes.AsSpan(0, 777)], TestContext.Current.CancellationToken);
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            Assert.Equal(3, await Stored.AssertWhole(server, batches));
            Assert.Contains("Recovered 120 records from the journal; cut off 777 bytes", server.Errors);
            Assert.DoesNotContain("damaged", server.Errors);
            await server.Kill();
        }

        // It may have been sealed before the kill; the bytes of the three requests are what they were.
        foreach (var old in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            File.Delete(old);
        }

        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(journal, bytes, TestContext.Current.CancellationToken);
        await using var damaged = await RunningServer.Start(folder.Path);
        Assert.Contains($"is damaged: {bytes.Length / 3} bytes are not as they were written", damaged.Errors);
        Assert.Equal([1, 3], (await Stored.Numbers(damaged)).Keys.Order());
        await Send(damaged, batches, 2);
        Assert.Equal(3, await Stored.AssertWhole(damaged, batches));
    }

    private static async Task KillWhileItStarts(string data, TimeSpan after)
    {
        await using var server = ServerProcess.Begin(data, environment: Small);
        await Task.Delay(after);
        await server.Kill();
    }

    /// <summary>Sends over several connections at once, until the server is killed in the middle of it.</summary>
    private static async Task Load(ServerProcess server, Batches batches, TimeSpan until, Random chance, bool isSealing)
    {
        using var stop = new CancellationTokenSource();
        var seeds = Enumerable.Range(0, Connections).Select(_ => new Random(chance.Next())).ToList();
        var senders = seeds.Select(pace => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var number = batches.Next();
                if (!await TrySend(server, batches, number))
                {
                    batches.SendAgain(number);
                }

                await Task.Delay(pace.Next(0, 20));
            }
        })).ToList();
        var sealing = isSealing ? Task.Run(() => SealAgainAndAgain(server, stop.Token)) : Task.CompletedTask;
        await Task.Delay(until);
        await server.Kill();
        await stop.CancelAsync();
        await Task.WhenAll([.. senders, sealing]);
    }

    private static async Task SealAgainAndAgain(ServerProcess server, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                (await server.Seal()).Dispose();
            }
            catch (HttpRequestException)
            {
                // Killed in the middle of it, as it should be.
                return;
            }
        }
    }

    private static async Task Finish(ServerProcess server, Batches batches)
    {
        while (batches.HasUnacknowledged)
        {
            await Send(server, batches, batches.Next());
        }
    }

    private static async Task Send(RunningServer server, Batches batches, int number) =>
        Assert.True(await TrySend(server, batches, number), server.Errors);

    private static async Task<bool> TrySend(RunningServer server, Batches batches, int number)
    {
        try
        {
            using var answer = await server.Post(batches.Bytes(number));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                batches.Acknowledge(number);
                return true;
            }

            Assert.True(answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
        catch (HttpRequestException)
        {
            // Nobody knows whether it was stored.
        }

        return false;
    }
}
