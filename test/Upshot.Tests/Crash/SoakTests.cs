using System.Globalization;
using System.Net;
using Upshot.Tests.Running;

namespace Upshot.Tests.Crash;

/// <summary>
/// The server is killed over sealing, merging, retention, backup and start, and after each kill everything must add up:
/// rows = different rows = what was acknowledged = what was counted. <c>bench/soak.sh ROUNDS</c> is its long form.
/// </summary>
public sealed class SoakTests
{
    private static readonly int s_rounds = Number("UPSHOT_SOAK_ROUNDS", 10);
    private static readonly int s_seed = Number("UPSHOT_SOAK_SEED", 20262);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(Number("UPSHOT_SOAK_SECONDS", 3));

    [Fact]
    public async Task After_every_kill_rows_are_different_rows_are_acknowledged_rows_are_counted_rows()
    {
        using var folder = new TemporaryFolder();
        var chance = new Random(s_seed);
        var batches = new Batches(DateTimeOffset.UtcNow);
        for (var round = 1; round <= s_rounds; round++)
        {
            var environment = new Dictionary<string, string>
            {
                ["UPSHOT_GENERATION_RECORDS"] = "500",
                ["UPSHOT_MAINTENANCE_SECONDS"] = round % 2 == 0 ? "1" : "60",
            };
            if (round % 5 == 0)
            {
                await using var starting = RunningServer.Begin(folder["data"], environment: environment);
                await Task.Delay(chance.Next(50, 1500), TestContext.Current.CancellationToken);
                await starting.Kill();
            }

            await using var server = await RunningServer.Start(folder["data"], environment: environment);
            await AddsUp(server, batches, round);
            await Load(server, batches, chance, folder["backup"], isBackingUp: round % 3 == 0);
        }

        await using (var last = await RunningServer.Start(folder["data"]))
        {
            await AddsUp(last, batches, s_rounds);
        }

        // What a kill left of a backup is the last whole one: it opens, and is whole in itself.
        if (Directory.Exists(folder["backup"]) && File.Exists(Path.Combine(folder["backup"], "backup.json")))
        {
            await using var restored = await RunningServer.Start(folder["backup"]);
            await AddsUp(restored, new(DateTimeOffset.UtcNow), s_rounds);
        }

        Assert.True(batches.Acknowledged.Count > 3 * s_rounds, $"Only {batches.Acknowledged.Count} requests were acknowledged: the kills hit an idle server.");
    }

    private static async Task Load(RunningServer server, Batches batches, Random chance, string backup, bool isBackingUp)
    {
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Send(server, batches, stop.Token))).ToList();
        if (isBackingUp)
        {
            senders.Add(Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    // It ends with an error when the server is killed under it, as it should.
                    await UpshotProgram.Run(["backup", backup, "--server", server.Http.ToString()]);
                }
            }));
        }

        await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(50, (int)s_longest.TotalMilliseconds)));
        await server.Kill();
        await stop.CancelAsync();
        await Task.WhenAll(senders);
    }

    private static async Task Send(RunningServer server, Batches batches, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var number = batches.Next();
            try
            {
                using var answer = await server.Post(batches.Bytes(number));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    batches.Acknowledge(number);
                    continue;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody knows whether it was stored.
            }

            batches.SendAgain(number);
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private static async Task AddsUp(RunningServer server, Batches batches, int round)
    {
        var row = (await server.Query("SELECT count(*), count(DISTINCT span_id), count(DISTINCT substr(trace_id, 1, 16)), (SELECT coalesce(sum(requests), 0)::BIGINT FROM rollups) FROM spans"))[0];
        var (rows, different, requests, counted) = (row[0].GetInt64(), row[1].GetInt64(), row[2].GetInt64(), row[3].GetInt64());
        var there = (await server.Query("SELECT DISTINCT substr(trace_id, 1, 16) FROM spans")).Select(r => Batches.NumberIn(r[0].GetString()!)).ToHashSet();
        var lost = batches.Acknowledged.Count(number => !there.Contains(number));
        Assert.True(
            lost == 0 && rows == different && rows == requests * Batches.Spans && counted == requests * Batches.Traces,
            $"Round {round}, seed {s_seed}: {rows} rows, {different} different ones, {requests} requests, {counted} counted, {lost} acknowledged requests lost. {server.Errors}");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
