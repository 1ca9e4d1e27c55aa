using System.Globalization;
using System.Net;
using Upshot.Tests.Running;

namespace Upshot.Tests.Crash;

/// <summary>
/// The server is killed over sealing, merging, retention, backup and start, and after each kill everything must add up:
/// rows = different rows = what was acknowledged = what was counted. In every fourth round the plan keeps less than there is: what retention
/// drops then, and nothing else, is missing from the rows, while it still counts. <c>bench/soak.sh ROUNDS</c> is its long form.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const string Plan = "product: Soak\nowners: { team: t }\nretention: { max_bytes: 20kB }\n";
    private static readonly int s_rounds = Number("UPSHOT_SOAK_ROUNDS", 8);
    private static readonly int s_seed = Number("UPSHOT_SOAK_SEED", 20262);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(Number("UPSHOT_SOAK_SECONDS", 1));

    [Fact]
    public async Task After_every_kill_rows_are_different_rows_are_acknowledged_rows_are_counted_rows()
    {
        using var folder = new TemporaryFolder();
        var chance = new Random(s_seed);
        var batches = new Batches(DateTimeOffset.UtcNow);
        var tally = new SoakTally(batches);
        Directory.CreateDirectory(folder["plan"]);
        await File.WriteAllTextAsync(folder["plan/upshot.yaml"], Plan, TestContext.Current.CancellationToken);
        for (var round = 1; round <= s_rounds; round++)
        {
            var environment = new Dictionary<string, string>
            {
                ["UPSHOT_GENERATION_RECORDS"] = "500",
                ["UPSHOT_MAINTENANCE_SECONDS"] = round % 2 == 0 ? "1" : "60",
            };
            var isDropping = round % 4 == 0;
            var plan = isDropping ? folder["plan"] : null;
            if (round % 5 == 0)
            {
                await using var starting = ServerProcess.Begin(folder["data"], plan, environment);
                await Task.Delay(chance.Next(50, 1500), TestContext.Current.CancellationToken);
                await starting.Kill();
            }

            await using var server = await ServerProcess.Start(folder["data"], plan, environment);
            await tally.AddsUp(server, $"round {round}, seed {s_seed}", mayDrop: (round - 1) % 4 == 0 || isDropping);
            if (isDropping)
            {
                // The plan suddenly keeps less: that is held back until somebody confirms it.
                var maintained = await UpshotProgram.Run("maintain", "--confirm", "--server", server.Http.ToString());
                Assert.True(maintained.Code == 0, maintained.Errors);
            }

            await Load(server, batches, chance, folder["backup"], isBackingUp: round % 3 == 0);
            output.WriteLine($"round {round}: {batches.Acknowledged.Count} requests acknowledged so far");
        }

        await using (var last = await RunningServer.Start(folder["data"]))
        {
            await tally.AddsUp(last, "the end", mayDrop: s_rounds % 4 == 0);
            while (batches.HasUnacknowledged)
            {
                var number = batches.Next();
                (await last.Post(batches.Bytes(number))).EnsureSuccessStatusCode().Dispose();
                batches.Acknowledge(number);
            }

            await tally.AddsUp(last, "after everything was sent again", mayDrop: false);
            Assert.Equal(batches.Count, tally.Counted);
        }

        // What a kill left of a backup is the last whole one: it opens, and is whole in itself.
        if (Directory.Exists(folder["backup"]) && File.Exists(Path.Combine(folder["backup"], "backup.json")))
        {
            await using var restored = await RunningServer.Start(folder["backup"]);
            await new SoakTally(new(DateTimeOffset.UtcNow)).AddsUp(restored, "the backup", mayDrop: true);
        }

        output.WriteLine($"{s_rounds} rounds, {batches.Acknowledged.Count} requests acknowledged, {tally.Dropped} of them dropped by retention");
        Assert.True(s_rounds < 8 || tally.Dropped > 0, "Retention dropped nothing.");

        Assert.True(batches.Acknowledged.Count > 3 * s_rounds, $"Only {batches.Acknowledged.Count} requests were acknowledged: the kills hit an idle server.");
    }

    private static async Task Load(ServerProcess server, Batches batches, Random chance, string backup, bool isBackingUp)
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

    private static async Task Send(ServerProcess server, Batches batches, CancellationToken stop)
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

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
