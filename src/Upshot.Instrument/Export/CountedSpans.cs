using System.Diagnostics;
using OpenTelemetry;
using Upshot.Instrument.Health;

namespace Upshot.Instrument.Export;

/// <summary>The SDK's queue of spans. It is a batch larger than it is filled, so that it never drops what was not counted here.</summary>
internal sealed class CountedSpans(BaseExporter<Activity> exporter, BatchExportProcessorOptions<Activity> queue, TelemetryHealth health) : BatchActivityExportProcessor(
    exporter, queue.MaxQueueSize + queue.MaxExportBatchSize, queue.ScheduledDelayMilliseconds, queue.ExporterTimeoutMilliseconds, queue.MaxExportBatchSize)
{
    private readonly int _most = queue.MaxQueueSize;

    public override void OnEnd(Activity data)
    {
        if (!data.Recorded)
        {
            return;
        }

        if (health.Traces.TryTake(_most))
        {
            health.Operations.Ended(data);
            base.OnEnd(data);
        }
    }
}
