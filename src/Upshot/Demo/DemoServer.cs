using System.Text.RegularExpressions;
using Upshot.Server;

namespace Upshot.Demo;

/// <summary>Upshot's own server, as a child process, on ports of the loopback address.</summary>
internal sealed partial class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

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

    /// <summary>The last lines that it wrote.</summary>
    public string LastWords => _process.LastWords;

    /// <param name="store">A ClickHouse that has the telemetry, in which tables are made that are missing; null: the directory.</param>
    /// <param name="port">For pages and API; 0 takes a free one.</param>
    /// <param name="keep">It may live longer than this program.</param>
    /// <exception cref="DemoFailure">The port is busy, the ClickHouse cannot be used, or the server does not come up.</exception>
    public static async Task<DemoServer> Start(string plan, string data, string? store, int port, bool keep, CancellationToken cancel)
    {
        if (store is not null)
        {
            await using var create = ChildProcess.Start("upshot store create", ["store", "create", "--store", store, "--plan", plan], new Dictionary<string, string>());
            if (await create.Exit(cancel) != 0)
            {
                throw new DemoFailure(create.LastWords);
            }
        }

        var ready = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = ChildProcess.Start(
            "upshot serve",
            ["serve", "--plan", plan, "--data", data, "--http", $"127.0.0.1:{port}", "--otlp-grpc", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0", .. store is null ? [] : new[] { "--store", store }],
            keep ? new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "1" }
                // The demo asks itself; a server that looks too would take from a small machine what is measured.
                : new Dictionary<string, string> { ["UPSHOT_EXIT_WITH_STDIN"] = "1", [ReleaseWatch.EveryVariable] = "0" },
            line =>
            {
                if (ReadyLine().Match(line) is { Success: true } match)
                {
                    ready.TrySetResult(match);
                }
            });
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(StartPatience);
            if (await Task.WhenAny(ready.Task, process.Exit(patience.Token)) == ready.Task)
            {
                var addresses = (await ready.Task).Groups;
                return new DemoServer(process, new Uri(addresses[1].Value), new Uri($"http://{addresses[2].Value}"));
            }

            cancel.ThrowIfCancellationRequested();
            throw new DemoFailure($"The server did not come up. It said:{Environment.NewLine}{process.LastWords}{(port == 0 ? "" : $"{Environment.NewLine}Choose another port with --port, or leave it out and a free one is taken.")}");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public Task Stop() => _process.Stop(TimeSpan.FromSeconds(10));

    /// <summary>Leaves it running; answers with its process id.</summary>
    public int LetGo()
    {
        _process.LetGo();
        return _process.Id;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"^Upshot is ready: (\S+) .*\(OTLP: gRPC \S+, HTTP ([^;]+);")]
    private static partial Regex ReadyLine();
}
