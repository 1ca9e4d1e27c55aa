using OpenTelemetry;
using OpenTelemetry.Logs;
using Upshot.Instrument.Health;

namespace Upshot.Instrument.Export;

/// <summary>The SDK's queue of log records, counted as that of spans is.</summary>
internal sealed class CountedLogs(BaseExporter<LogRecord> exporter, BatchExportProcessorOptions<LogRecord> queue, TelemetryHealth health) : BatchLogRecordExportProcessor(
    exporter, queue.MaxQueueSize + queue.MaxExportBatchSize, queue.ScheduledDelayMilliseconds, queue.ExporterTimeoutMilliseconds, queue.MaxExportBatchSize)
{
    private readonly int _most = queue.MaxQueueSize;

    public override void OnEnd(LogRecord data)
    {
        if (health.Logs.TryTake(_most))
        {
            base.OnEnd(data);
        }
    }
}
