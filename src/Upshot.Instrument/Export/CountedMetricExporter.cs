using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using Upshot.Instrument.Health;
using Upshot.Instrument.Rollout;

namespace Upshot.Instrument.Export;

/// <summary>
/// Metrics on their way out, counted. A metric that was switched off is left out: cumulative ones would be sent with their last value for as
/// long as the process lives.
/// </summary>
internal sealed class CountedMetricExporter(OtlpExporterOptions options, TelemetryHealth health, RolloutState rollout) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var kept = new List<Metric>((int)metrics.Count);
        foreach (var metric in metrics)
        {
            if (!rollout.IsOff(metric.MeterName, metric.Name))
            {
                kept.Add(metric);
            }
        }

        if (kept.Count == 0)
        {
            return ExportResult.Success;
        }

        health.Metrics.Taken(kept.Count);
        health.Metrics.HandedOver(kept.Count);
        var result = base.Export(new Batch<Metric>([.. kept], kept.Count));
        health.Metrics.Ended(kept.Count, result == ExportResult.Success);
        return result;
    }
}
