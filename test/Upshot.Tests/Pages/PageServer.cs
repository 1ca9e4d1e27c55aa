using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Server;

namespace Upshot.Tests.Pages;

/// <summary>A real server with a data directory of its own.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly UpshotServer _server;
    private readonly string _folder;

    private PageServer(UpshotServer server, ServerOptions options, string folder) => (_server, Options, _folder) = (server, options, folder);

    public ServerOptions Options { get; }

    public Uri Address => new($"http://{Options.Http}");

    public Upshot.Observe.Stores.DuckDb.TelemetryStore Store => _server.Store;

    public Uri Otlp => new($"http://{Options.OtlpHttp}");

    public static async Task<PageServer> StartAsync(Action<string>? writePlan = null, string? token = null)
    {
        var folder = Directory.CreateTempSubdirectory("upshot-pages-").FullName;
        var plan = new ProductPlan();
        if (writePlan is not null)
        {
            writePlan(Path.Combine(folder, "plan"));
            var reading = PlanReader.Read(Path.Combine(folder, "plan"));
            Assert.Empty(reading.Problems.Where(p => p.Severity == Severity.Error).Select(p => $"{p.Location}: {p.Message}"));
            plan = reading.Plan;
        }

        var ports = FreePorts(3);
        var options = new ServerOptions { Data = Path.Combine(folder, "data"), Http = ports[0], OtlpGrpc = ports[1], OtlpHttp = ports[2], Token = token, IsWarm = false };
        return new(await UpshotServer.StartAsync(options, plan, TimeProvider.System, LogLevel.Warning, TestContext.Current.CancellationToken), options, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    private static IPEndPoint[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var found = listeners.Select(l => (IPEndPoint)l.LocalEndpoint).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return found;
    }
}
