using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Upshot.Observe.Receive.Grpc;
using Upshot.Observe.Receive.Http;

namespace Upshot.Observe.Receive;

public static class OtlpEndpoints
{
    /// <summary>Binds OTLP over HTTP/1.1. Only <see cref="UseOtlp"/> answers on this address.</summary>
    public static void ListenOtlpHttp(this KestrelServerOptions kestrel, IPEndPoint address, Action<ListenOptions>? secure = null) =>
        kestrel.Listen(address, listen => listen.ForOtlp(HttpProtocols.Http1, OtlpListener.Http, secure));

    /// <summary>Binds OTLP over gRPC (HTTP/2). Only <see cref="UseOtlp"/> answers on this address.</summary>
    public static void ListenOtlpGrpc(this KestrelServerOptions kestrel, IPEndPoint address, Action<ListenOptions>? secure = null) =>
        kestrel.Listen(address, listen => listen.ForOtlp(HttpProtocols.Http2, OtlpListener.Grpc, secure));

    /// <summary>Answers everything that comes in through an OTLP address, and nothing that comes in through another. Put it first.</summary>
    public static void UseOtlp(this IApplicationBuilder app, OtlpReceiver receiver)
    {
        var http = new OtlpHttp(receiver);
        var grpc = new OtlpGrpc(receiver);
        app.Use(next => context =>
        {
            var listener = context.Features.Get<OtlpListener>();
            return listener == OtlpListener.Http ? http.Handle(context)
                : listener == OtlpListener.Grpc ? grpc.Handle(context)
                : next(context);
        });
    }

    /// <summary>Whether a request came in through an OTLP address.</summary>
    public static bool IsOtlp(this HttpContext context) => context.Features.Get<OtlpListener>() is not null;

    private static void ForOtlp(this ListenOptions listen, HttpProtocols protocols, OtlpListener listener, Action<ListenOptions>? secure)
    {
        listen.Protocols = protocols;
        secure?.Invoke(listen);
        listen.Use(next => connection =>
        {
            connection.Features.Set(listener);
            return next(connection);
        });
    }
}
