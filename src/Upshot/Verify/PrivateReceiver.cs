using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Receive;

namespace Upshot.Verify;

/// <summary>An OTLP receiver on free ports of the loopback address, which keeps what comes in memory.</summary>
internal sealed class PrivateReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RequestLog _log;

    private PrivateReceiver(WebApplication app, RequestLog log)
    {
        (_app, _log) = (app, log);
        var addresses = app.Urls.Select(url => new Uri(url)).ToList();
        (Http, Grpc) = (addresses[0], addresses[1]);
    }

    public Uri Http { get; }

    public Uri Grpc { get; }

    public static async Task<PrivateReceiver> Start(long mostBytes, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenOtlpHttp(new IPEndPoint(IPAddress.Loopback, 0));
            kestrel.ListenOtlpGrpc(new IPEndPoint(IPAddress.Loopback, 0));
        });
        var log = new RequestLog(mostBytes, time);
        var receiver = new OtlpReceiver(log.Accept, new ReceiverLimits { AllowedOrigins = Origins.ThisMachine }, NullLogger<OtlpReceiver>.Instance, log.Refused, time: time);
        var app = builder.Build();
        app.UseOtlp(receiver);
        await app.StartAsync();
        return new(app, log);
    }

    /// <summary>Ends the receiver and gives what came.</summary>
    public async Task<ReceivedRequests> Stop()
    {
        await _app.StopAsync();
        return _log.All();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
    }
}
