using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Upshot.Instrument.Export;
using Upshot.Instrument.Health;
using Upshot.Instrument.Plans;
using Upshot.Instrument.Rollout;

namespace Upshot.Instrument;

/// <summary>What lives as long as the application: switches of signals, where generated events go, the question to the server.</summary>
internal sealed class UpshotService(
    UpshotOptions options, RolloutState rollout, TelemetryHealth health, TracerProvider traces, ILoggerFactory loggers, IConfiguration settings, TimeProvider time) : BackgroundService
{
    private string _instance = "";

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _instance = traces.GetResource().Attributes.FirstOrDefault(a => a.Key == "service.instance.id").Value as string ?? Guid.NewGuid().ToString();
        Loggers.Use(loggers);
        rollout.Apply(new Dictionary<string, SignalStage>(), _instance);
        health.Stages = () => rollout.Stages;
        foreach (var (kind, counts) in new[] { ("TRACES", health.Traces), ("METRICS", health.Metrics), ("LOGS", health.Logs) })
        {
            var (endpoint, log) = (OtlpSettings.Of(settings, kind).Endpoint, loggers.CreateLogger("Upshot.Instrument.Export"));
            counts.Failing = isFailing => Say(log, isFailing, kind.ToLowerInvariant(), endpoint);
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Server is not { } server)
        {
            return;
        }

        using var client = new RolloutClient(server, settings["UPSHOT_TOKEN"]);
        try
        {
            var chance = new Random(BitConverter.ToInt32(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_instance))));
            await new RolloutPoller(client, rollout, _instance, options.RolloutEvery, time, chance, loggers.CreateLogger("Upshot.Instrument.Rollout")).RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    // Once for each outage: a log that repeats it hides the rest.
    private static void Say(ILogger log, bool isFailing, string kind, Uri endpoint)
    {
        if (isFailing)
        {
            log.LogWarning("Exports of {Kind} to {Endpoint} fail. They are tried on, and this is said again only after they worked", kind, endpoint);
        }
        else
        {
            log.LogInformation("Exports of {Kind} to {Endpoint} work again", kind, endpoint);
        }
    }

    public override void Dispose()
    {
        Loggers.Leave(loggers);
        base.Dispose();
    }
}
