using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Upshot.Instrument.Export;
using Upshot.Instrument.Flags;
using Upshot.Instrument.Health;
using Upshot.Instrument.Plans;
using Upshot.Instrument.Rollout;
using Upshot.Instrument.Spans;

namespace Upshot.Instrument;

/// <summary>The one line that sets up telemetry.</summary>
public static class UpshotHost
{
    /// <summary>Runtime signals: GC pauses, memory, thread pool and its queue, lock contention, exceptions (part of .NET since 9).</summary>
    private static readonly string[] RuntimeMeters = ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", Signals.Meter.Name];

    /// <summary>Sets up the OpenTelemetry SDK from the plan: resource, boundaries, runtime, sampling, export, health.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names all that are.</exception>
    public static TBuilder AddUpshot<TBuilder>(this TBuilder builder, Action<UpshotOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        var options = new UpshotOptions { Server = Address(builder.Configuration["UPSHOT_SERVER"]) };
        configure?.Invoke(options);
        if (options.Mistakes().ToList() is { Count: > 0 } mistakes)
        {
            throw new ArgumentException(string.Join(System.Environment.NewLine, mistakes), nameof(configure));
        }

        var application = ApplicationOf(builder.Environment);
        var plans = GeneratedPlans.In(options.Assemblies.Count > 0 ? options.Assemblies : [.. application is null ? [] : new[] { application }, .. AppDomain.CurrentDomain.GetAssemblies()]);
        var settings = builder.Configuration;
        var health = new TelemetryHealth(TimeProvider.System, [.. plans.SelectMany(p => p.Critical), .. options.Critical]);
        var rollout = new RolloutState(plans);
        builder.Services.AddSingleton(health);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => ServiceResource.Configure(resource, options, builder.Environment, plans, application))
            .WithTracing(traces =>
            {
                SamplerChoice.Set(traces, options, settings, plans);
                traces.AddSource([.. plans.Select(p => p.Scope), .. options.Sources, GrpcClientSpans.Source, FeatureManagementSpans.Source])
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddSqlClientInstrumentation()
                    .AddProcessor(new GrpcClientSpans())
                    .AddProcessor(new FeatureManagementSpans());
                options.Traces?.Invoke(traces);
                traces.AddProcessor(_ => Exporters.Traces(settings, health));
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter([.. plans.Select(p => p.Scope), .. options.Meters, .. RuntimeMeters])
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation();
                options.Metrics?.Invoke(metrics);
                metrics.AddReader(_ => Exporters.Metrics(settings, health, rollout));
            })
            .WithLogging(
                logs => logs.AddProcessor(_ => Exporters.Logs(settings, health)),
                logs => logs.IncludeFormattedMessage = true);

        // After the SDK's own service, so that providers are there before it.
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<UpshotService>(services, options, rollout, services.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }

    private static Assembly? ApplicationOf(IHostEnvironment host)
    {
        try
        {
            return Assembly.Load(new AssemblyName(host.ApplicationName));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            // The application's name may be set to something that is no assembly.
            return Assembly.GetEntryAssembly();
        }
    }

    private static Uri? Address(string? text) => string.IsNullOrWhiteSpace(text) ? null : new Uri(text, UriKind.RelativeOrAbsolute);
}
