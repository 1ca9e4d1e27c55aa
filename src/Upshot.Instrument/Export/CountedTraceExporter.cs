using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using Upshot.Instrument.Health;

namespace Upshot.Instrument.Export;

internal sealed class CountedTraceExporter(OtlpExporterOptions options, int batchSize, TelemetryHealth health) : OtlpTraceExporter(options)
{
    private readonly Activity[] _spans = new Activity[batchSize];

    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        // A batch can be walked only once: walking takes from the queue.
        var count = 0;
        foreach (var span in activityBatch)
        {
            _spans[count++] = span;
        }

        health.Traces.HandedOver(count);
        var result = base.Export(new Batch<Activity>(_spans, count));
        health.Traces.Ended(count, result == ExportResult.Success);
        if (result == ExportResult.Success)
        {
            health.Operations.Exported(_spans.AsSpan(0, count));
        }

        Array.Clear(_spans, 0, count);
        return result;
    }
}
