namespace Upshot.Demo;

/// <summary>Upshot's own server, as a child process, on ports of the loopback address.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private DemoServer(ChildProcess process, Uri address, Uri otlpHttp)
    {
        _process = process;
        Address = address;
        OtlpHttp = otlpHttp;
    }

    /// <summary>Of the pages and the API.</summary>
    public Uri Address { get; }
    public Uri OtlpHttp { get; }

    /// <param name="port">For pages and API; 0 takes a free one.</param>
    /// <param name="keep">It may live longer than this program.</param>
    /// <exception cref="DemoFailure">The port is busy, or the server does not come up.</exception>
    public static async Task<DemoServer> Start(string plan, string data, int port, bool keep, CancellationToken cancel)
    {
        if (port != 0 && !FreePorts.IsFree(port))
        {
            throw new DemoFailure($"Port {port} is busy: another program listens on 127.0.0.1:{port}. Choose another with --port, or leave it out and a free one is taken.");
        }

        for (var attempt = 1; ; attempt++)
        {
            var free = FreePorts.Take(3);
            int[] ports = [port == 0 ? free[0] : port, free[1], free[2]];
            var process = ChildProcess.Start(
                "upshot serve",
                typeof(DemoServer).Assembly.Location,
                ["serve", "--plan", plan, "--data", data, "--http", At(ports[0]), "--otlp-grpc", At(ports[1]), "--otlp-http", At(ports[2])],
                keep ? new Dictionary<string, string>() : new Dictionary<string, string> { ["UPSHOT_EXIT_WITH_STDIN"] = "1" });
            var server = new DemoServer(process, new Uri($"http://{At(ports[0])}"), new Uri($"http://{At(ports[2])}"));
            if (await server.IsReady(cancel))
            {
                return server;
            }

            var said = process.LastWords;
            await process.DisposeAsync();

            // Somebody may have taken a port between the look and the start.
            if (attempt == Attempts || ports.All(FreePorts.IsFree))
            {
                throw new DemoFailure($"The server did not come up. It said:{Environment.NewLine}{said}");
            }
        }
    }

    /// <summary>The last lines that it wrote.</summary>
    public string LastWords => _process.LastWords;

    public Task Stop() => _process.Stop(TimeSpan.FromSeconds(10));

    /// <summary>Leaves it running; answers with its process id.</summary>
    public int LetGo()
    {
        _process.LetGo();
        return _process.Id;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> IsReady(CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var end = DateTime.UtcNow + StartPatience; DateTime.UtcNow < end && !_process.HasExited; await Task.Delay(50, cancel))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "/readyz"), cancel);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception e) when ((e is HttpRequestException or TaskCanceledException) && !cancel.IsCancellationRequested)
            {
                // Not up yet.
            }
        }

        return false;
    }

    private static string At(int port) => $"127.0.0.1:{port}";
}
