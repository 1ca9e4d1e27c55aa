using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Shop.Hosting;

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
        builder.Logging.AddOpenTelemetry(logs => logs.IncludeFormattedMessage = true);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(service, "shop", settings.Release.Version, autoGenerateServiceInstanceId: false, settings.Instance)
                .AddAttributes([new("deployment.environment.name", settings.Environment)]))
            .WithTracing(traces => WithSampler(traces)
                .AddSource(ShopPlan.Scope, Database.Name)
                .AddAspNetCoreInstrumentation(options => options.Filter = IsVisit)
                .AddHttpClientInstrumentation(options => options.EnrichWithHttpRequestMessage = NameAfterTemplate))
            .WithMetrics(metrics => metrics
                .AddMeter(ShopPlan.Scope)
                .AddMeter("System.Runtime")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }

    // A sampler that the environment names is the SDK's to make.
    private static TracerProviderBuilder WithSampler(TracerProviderBuilder traces) =>
        Environment.GetEnvironmentVariable("OTEL_TRACES_SAMPLER") is null ? traces.SetSampler(WarmUpSampler.UnderParent()) : traces;

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
