using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Upshot.Instrument.Tests.Runtime;

/// <summary>A small web application with the one line in it.</summary>
internal static class Application
{
    public static async Task<WebApplication> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, Action<UpshotOptions>? configure = null, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddUpshot(configure);

        // The server that receives runs in this process too; its requests are not the application's.
        builder.Services.Configure<AspNetCoreTraceInstrumentationOptions>(requests => requests.Filter = context =>
            !context.Request.Path.StartsWithSegments("/v1") && !context.Request.Path.Value!.StartsWith("/opentelemetry.", StringComparison.Ordinal));
        services?.Invoke(builder);
        var app = builder.Build();
        app.MapUpshotHealth();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Sends everything that waits.</summary>
    public static void Flush(this WebApplication app)
    {
        app.Services.GetRequiredService<TracerProvider>().ForceFlush(10_000);
        app.Services.GetRequiredService<MeterProvider>().ForceFlush(10_000);
        app.Services.GetRequiredService<LoggerProvider>().ForceFlush(10_000);
    }

    public static Uri Address(this WebApplication app) => new(app.Urls.First());
}
