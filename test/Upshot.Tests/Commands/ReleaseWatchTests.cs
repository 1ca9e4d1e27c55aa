using System.Net;
using System.Text;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>A release that is rolled out now, and nobody asks about.</summary>
public sealed class ReleaseWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpListener _listener = new();

    [Fact]
    public async Task The_server_finds_a_regressed_release_by_itself_and_tells_once()
    {
        Directory.CreateDirectory(_folder["plan"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "upshot.yaml"), """
            product: shop
            owners: { team: team@shop.example }
            operations:
              cart:
                owner: team
                entry: { service: shop, route: /cart }

            """, Stop);
        Listen();
        var told = Told();
        await using var server = await RunningServer.Start(_folder["data"], _folder["plan"], new Dictionary<string, string>
        {
            ["UPSHOT_WATCH_SECONDS"] = "1",
            ["UPSHOT_VERDICT_WEBHOOK"] = _listener.Prefixes.First(),
            ["UPSHOT_VERDICT_WEBHOOK_SECRET"] = "a secret of the receiver",
        });
        // The baseline was there before.
        await Send(server, "1.0", 20, 30);
        await Send(server, "1.1", 60, 9);

        var decision = JsonDocument.Parse(await told.WaitAsync(TimeSpan.FromSeconds(60), Stop)).RootElement;
        Assert.Equal(("1.1", "1.0", "regressed"), (decision.GetProperty("release").GetString(), decision.GetProperty("baseline").GetString(), decision.GetProperty("verdict").GetString()));
        Assert.Contains("open-ended looks", decision.GetProperty("looks").GetString());

        var watched = await UpshotProgram.Run("compare", "1.0", "1.1", "--watch", "--server", server.Http.ToString());
        Assert.Equal(2, watched.Code);
        Assert.Matches(@"^\d\d:\d\d:\d\d  regressed: 1\.1 has no plan", watched.Errors);
        Assert.StartsWith("1.1 against 1.0: REGRESSED", watched.Output);
    }

    [Fact]
    public async Task A_wrong_number_of_seconds_stops_the_start()
    {
        var (server, errors) = await ServerProcess.TryStart(_folder["data"], new Dictionary<string, string> { ["UPSHOT_WATCH_SECONDS"] = "often" });
        Assert.Null(server);
        Assert.Contains("UPSHOT_WATCH_SECONDS is \"often\": write a whole number of seconds", errors);
    }

    public void Dispose()
    {
        _listener.Close();
        _folder.Dispose();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // As long ago as so many minutes, until now.
    private static async Task Send(RunningServer server, string version, double millis, int minutes)
    {
        var chance = new Random(minutes);
        for (var process = 0; process < 4; process++)
        {
            var spans = Enumerable.Range(0, 60 * minutes).Select(i => new TestSpan(
                $"{chance.NextInt64():x16}{process + 1:x16}", $"{chance.NextInt64(1, long.MaxValue):x16}", "", "GET /cart", 2,
                DateTimeOffset.UtcNow.AddMinutes(-minutes * chance.NextDouble()), TimeSpan.FromMilliseconds(millis * (0.8 + (0.4 * chance.NextDouble()))))
            { Route = "/cart" });
            using var answer = await server.Post(TestSpan.Request("shop", version, $"shop-{version}-{process}", spans, []));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private void Listen()
    {
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        _listener.Prefixes.Add(address);
        _listener.Start();
    }

    private async Task<string> Told()
    {
        var context = await _listener.GetContextAsync();
        using var body = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var text = await body.ReadToEndAsync();
        context.Response.Close();
        return text;
    }
}
