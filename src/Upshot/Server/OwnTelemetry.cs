using System.Diagnostics;
using System.Net;
using System.Reflection;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Trace;
using Upshot.Instrument;
using Upshot.Observe.Receive;
using Upshot.Observe.Telemetry;

namespace Upshot.Server;

/// <summary>
/// The server's own telemetry, declared in the plan in the repository's root. It is off unless the environment says where
/// it goes, and never goes into the server itself: each request would be told of by another.
/// </summary>
internal static class OwnTelemetry
{
    private static readonly string[] Endpoints =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <returns>What somebody should know of it; null: nothing.</returns>
    public static string? AddTo(WebApplicationBuilder builder, ServerOptions options)
    {
        // A server that a command starts for itself takes no telemetry, and is nobody's to watch.
        if (options.OtlpHttp is null && options.OtlpGrpc is null)
        {
            return null;
        }

        var said = Endpoints.Select(name => (Name: name, Value: options.Variable(name))).Where(e => !string.IsNullOrEmpty(e.Value)).ToList();
        if (said.FirstOrDefault(e => IsOwn(e.Value!, options)) is { Name: { } own } loop)
        {
            return $"{own} is {loop.Value}, which is this server: its own telemetry stays off. Name another server there, or none";
        }

        if (said.Count == 0)
        {
            return null;
        }

        builder.Services.Configure<AspNetCoreTraceInstrumentationOptions>(requests =>
        {
            requests.Filter = context => !context.Request.Path.StartsWithSegments("/healthz") && !context.Request.Path.StartsWithSegments("/readyz");
            requests.EnrichWithHttpResponse = (span, response) => Describe(span, response.HttpContext);
        });
        builder.AddUpshot(upshot =>
        {
            upshot.Assemblies.Add(typeof(ServerSignalsPlan).Assembly);
            upshot.ServiceName = "upshot";

            // Other servers' rollouts are for the applications that they watch.
            upshot.Server = null;
        });
        return null;
    }

    public static void Map(WebApplication app)
    {
        if (app.Services.GetService<TracerProvider>() is not null)
        {
            app.MapUpshotHealth().WithSummary("Does the server's own telemetry leave it?");
        }
    }

    /// <summary>The start of the server, as a span that ends when it listens.</summary>
    public static ServerSignals.StartServer Starting(IServiceProvider services)
    {
        // The provider must be there before the first span; the host would make it only while it starts.
        services.GetService<TracerProvider>();
        return ServerSignals.StartServer.Start(Version);
    }

    /// <summary>Without its commit.</summary>
    private static string Version => typeof(OwnTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Which operation of the plan a request is. OTLP is answered before any route, so its spans are named here.</summary>
    private static void Describe(Activity span, HttpContext context)
    {
        if (!context.IsOtlp())
        {
            span.SetTag("upshot.part", context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/openapi") ? "api" : "page");
            return;
        }

        span.SetTag("upshot.part", "ingest");
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path.Value is "/v1/traces" or "/v1/metrics" or "/v1/logs")
        {
            span.DisplayName = $"POST {context.Request.Path}";
            span.SetTag("http.route", context.Request.Path.Value);
        }
    }

    /// <summary>Same port on this machine. A name that cannot be told apart from this machine without asking around counts as another.</summary>
    internal static bool IsOwn(string endpoint, ServerOptions options) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
        && options.Addresses.Any(a => a.Address.Port == uri.Port && a.Address.Port != 0)
        && (uri.IsLoopback || uri.Host.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) || options.Addresses.Any(a => a.Address.Address.Equals(ip)))));
}
