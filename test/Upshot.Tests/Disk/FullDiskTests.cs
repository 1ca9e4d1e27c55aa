using System.Net;
using Upshot.Tests.Running;

namespace Upshot.Tests.Disk;

public sealed class FullDiskTests
{
    private const int SpansPerRequest = 20, NameLength = 10_000;
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // So that a few megabytes are several segments.
    private static readonly Dictionary<string, string> Small = new() { ["UPSHOT_GENERATION_BYTES"] = "1000000" };

    [Fact]
    public async Task On_a_full_disk_senders_are_told_to_come_again_and_nothing_acknowledged_is_lost()
    {
        await using var disk = await SmallDisk.Mount(24);
        disk.Fill(16);
        var acknowledged = 0;
        await using (var server = await ServerProcess.Start(disk.Data, environment: Small))
        {
            acknowledged = await SendUntilRefused(server, acknowledged);
            Assert.InRange(acknowledged, 5, 1000);
            Assert.Equal(HttpStatusCode.OK, (await server.Get("/healthz")).StatusCode);
            await AssertThere(server, acknowledged);
            await server.Kill();
        }

        await using (var server = await ServerProcess.Start(disk.Data, environment: Small))
        {
            await AssertThere(server, acknowledged);
            acknowledged = await SendUntilRefused(server, acknowledged);
            disk.FillUp();
            await AssertRefusesAReleaseThatItCannotKeep(server);

            disk.Free();

            // A client retries when it is told to.
            var last = DateTime.UtcNow + Patience;
            while (!await IsTaken(server, acknowledged))
            {
                Assert.True(DateTime.UtcNow < last, $"A minute after the disk was freed it still refuses. {server.Errors}");
                await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            }

            acknowledged++;
            (await server.Seal()).Dispose();
            await AssertThere(server, acknowledged);
            Assert.Equal(0, await server.Terminate());
        }

        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(disk.Data, "journal"), "*.journal"), file => new FileInfo(file).Length > 0);
        await using var after = await RunningServer.Start(disk.Data, environment: Small);
        await AssertThere(after, acknowledged);
    }

    [Fact]
    public async Task A_read_only_directory_is_refused_in_one_line()
    {
        await using var disk = await SmallDisk.Mount(8);
        await using (var server = await ServerProcess.Start(disk.Data))
        {
            Assert.Equal(0, await server.Terminate());
        }

        await disk.MakeReadOnly();
        var ended = await UpshotProgram.Run("serve", "--data", disk.Data, "--http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0");

        Assert.Equal(1, ended.Code);
        Assert.StartsWith($"The data directory {disk.Data} cannot be written", ended.Errors);
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
    }

    private static async Task AssertRefusesAReleaseThatItCannotKeep(ServerProcess server)
    {
        // What the catalog has in hand may take a few.
        var answer = await server.Announce("1.0");
        for (var i = 0; i < 100 && answer.StatusCode == HttpStatusCode.OK; i++)
        {
            answer = await server.Announce($"1.0.{i}");
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Make room", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<int> SendUntilRefused(ServerProcess server, int number)
    {
        while (await IsTaken(server, number))
        {
            number++;
        }

        return number;
    }

    private static async Task<bool> IsTaken(ServerProcess server, int number)
    {
        var chance = new Random(number);
        var spans = Enumerable.Range(1, SpansPerRequest).Select(i => new TestSpan(
            $"{number + 1:x32}", $"{(number * SpansPerRequest) + i:x16}", "", Noise(chance), 1, Now, TimeSpan.FromMilliseconds(1)));
        using var answer = await server.Post(TestSpan.Request("shop", "1.0", "a", spans));
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return true;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "there is no Retry-After");
        return false;
    }

    // Compresses badly, as a full disk should not be argued away.
    private static string Noise(Random chance) => string.Create(NameLength, chance, (text, random) => random.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".AsSpan(), text));

    private static async Task AssertThere(RunningServer server, int requests)
    {
        var row = (await server.Query("SELECT count(*)::INTEGER, count(DISTINCT span_id)::INTEGER FROM spans"))[0];
        Assert.Equal((requests * SpansPerRequest, requests * SpansPerRequest), (row[0].GetInt32(), row[1].GetInt32()));
    }
}
