using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Upshot.Instrument.Health;
using Upshot.Instrument.Rollout;

namespace Upshot.Instrument.Export;

/// <summary>The SDK's exporters and queues, counted on the way: what was taken, exported, refused by the server, dropped here.</summary>
internal static class Exporters
{
    public static BaseProcessor<Activity> Traces(IConfiguration settings, TelemetryHealth health)
    {
        var queue = new BatchExportActivityProcessorOptions();
        return new CountedSpans(new CountedTraceExporter(OtlpSettings.Of(settings, "TRACES"), queue.MaxExportBatchSize, health), queue, health);
    }

    public static BaseProcessor<LogRecord> Logs(IConfiguration settings, TelemetryHealth health)
    {
        var queue = new BatchExportLogRecordProcessorOptions();
        return new CountedLogs(new CountedLogExporter(OtlpSettings.Of(settings, "LOGS"), health), queue, health);
    }

    public static MetricReader Metrics(IConfiguration settings, TelemetryHealth health, RolloutState rollout)
    {
        var exporter = new CountedMetricExporter(OtlpSettings.Of(settings, "METRICS"), health, rollout);
        return new PeriodicExportingMetricReader(exporter, Milliseconds("OTEL_METRIC_EXPORT_INTERVAL", 60_000), Milliseconds("OTEL_METRIC_EXPORT_TIMEOUT", 30_000))
        {
            TemporalityPreference = settings["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"]?.ToLowerInvariant() switch
            {
                "delta" => MetricReaderTemporalityPreference.Delta,
                "lowmemory" => MetricReaderTemporalityPreference.LowMemory,
                _ => MetricReaderTemporalityPreference.Cumulative,
            },
        };

        int Milliseconds(string key, int otherwise) =>
            int.TryParse(settings[key], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : otherwise;
    }
}
