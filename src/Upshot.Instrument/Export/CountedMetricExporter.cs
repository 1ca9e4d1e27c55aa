using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using Upshot.Instrument.Health;

namespace Upshot.Instrument.Export;

internal sealed class CountedMetricExporter(OtlpExporterOptions options, TelemetryHealth health) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var count = metrics.Count;
        health.Metrics.Taken(count);
        health.Metrics.HandedOver(count);
        var result = base.Export(metrics);
        health.Metrics.Ended(count, result == ExportResult.Success);
        return result;
    }
}
