using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

/// <summary>Both receivers on free loopback ports, beside a page; the handler keeps what it was given.</summary>
internal sealed class Receivers : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receivers(WebApplication app, OtlpReceiver receiver)
    {
        _app = app;
        Receiver = receiver;
        var urls = app.Urls.Select(url => new Uri(url)).ToArray();
        (Http, Grpc, Pages) = (urls[0], urls[1], urls[2]);
    }

    public OtlpReceiver Receiver { get; }

    /// <summary>What was noted.</summary>
    public NoticeBoard Board { get; private init; } = new();

    public Uri Http { get; }

    public Uri Grpc { get; }

    public Uri Pages { get; }

    public ConcurrentQueue<(TelemetrySignal Signal, byte[] Body)> Accepted { get; } = [];

    /// <summary>What the handler does after it has kept the body.</summary>
    public Func<TelemetrySignal, CancellationToken, Task<IntakeResult>> Handler { get; set; } =
        (_, _) => Task.FromResult(new IntakeResult(IntakeStatus.Accepted));

    public static async Task<Receivers> Start(ReceiverLimits? limits = null)
    {
        Receivers? self = null;
        var board = new NoticeBoard();
        var receiver = new OtlpReceiver((signal, body, cancellation) => self!.Keep(signal, body, cancellation), limits ?? new(), NullLogger<OtlpReceiver>.Instance, board: board);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenOtlpHttp(new IPEndPoint(IPAddress.Loopback, 0));
            kestrel.ListenOtlpGrpc(new IPEndPoint(IPAddress.Loopback, 0));
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        app.UseOtlp(receiver);
        app.MapGet("/", () => "a page");
        await app.StartAsync();
        return self = new Receivers(app, receiver) { Board = board };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IntakeResult> Keep(TelemetrySignal signal, RequestBuffer body, CancellationToken cancellation)
    {
        byte[] bytes;
        using (body)
        {
            bytes = body.Bytes.ToArray();
        }

        var result = await Handler(signal, cancellation);
        if (result.Status == IntakeStatus.Accepted)
        {
            Accepted.Enqueue((signal, bytes));
        }

        return result;
    }
}
