using System.Diagnostics;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Instrumentation.Http;
using OpenTelemetry.Trace;
using Shop.Hosting;
using Upshot.Instrument;

namespace Shop.Telemetry;

/// <summary>Traces, metrics and logs through the OpenTelemetry SDK. Where they go is said by the usual OTEL_ variables.</summary>
internal static class ShopTelemetry
{
    /// <summary>Of statements in the database, which the semantic conventions describe and no plan has to.</summary>
    public static readonly ActivitySource Database = new("Shop.Database");

    public static void AddShopTelemetry(this WebApplicationBuilder builder, string service, ShopSettings settings)
    {
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        builder.Logging.AddFilter<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>(null, LogLevel.Error);
        builder.Services.Configure<AspNetCoreTraceInstrumentationOptions>(requests => requests.Filter = IsVisit);
        builder.Services.Configure<HttpClientTraceInstrumentationOptions>(calls => calls.EnrichWithHttpRequestMessage = NameAfterTemplate);
        builder.AddUpshot(upshot =>
        {
            upshot.ServiceName = service;
            upshot.ServiceNamespace = "shop";
            upshot.ServiceVersion = settings.Release.Version;
            upshot.InstanceId = settings.Instance;
            upshot.Environment = settings.Environment;
            upshot.Sources.Add(Database.Name);
            upshot.Sources.Add(Faults.ExtraSteps.Source.Name);

            // A sampler that the environment names is not ours to replace.
            upshot.Traces = traces => _ = builder.Configuration["OTEL_TRACES_SAMPLER"] is null ? traces.SetSampler(WarmUpSampler.UnderParent()) : traces;
        });
    }

    private static bool IsVisit(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/admin") && !context.Request.Path.StartsWithSegments("/health");

    // A client span called "GET" says little; the conventions let it carry the template of the address.
    private static void NameAfterTemplate(Activity span, HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(Downstream.Template, out var template))
        {
            span.DisplayName = $"{request.Method} {template}";
            span.SetTag("url.template", template);
        }
    }
}
