using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Upshot.Instrument.Health;

namespace Upshot.Instrument.Export;

/// <summary>
/// The exporter of logs cannot be derived from, and it takes the resource from the provider that it belongs to. So it
/// belongs to a provider of its own that has the same resource and does nothing else.
/// </summary>
internal sealed class CountedLogExporter(OtlpExporterOptions options, TelemetryHealth health) : BaseExporter<LogRecord>
{
    private readonly OtlpLogExporter _exporter = new(options);
    private ServiceProvider? _owner;

    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        _owner ??= OwnerOf(_exporter, ParentProvider.GetResource());
        var count = batch.Count;
        health.Logs.HandedOver(count);
        var result = _exporter.Export(batch);
        health.Logs.Ended(count, result == ExportResult.Success);
        return result;
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => _exporter.Shutdown(timeoutMilliseconds);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _owner?.Dispose();
            _exporter.Dispose();
        }

        base.Dispose(disposing);
    }

    private static ServiceProvider OwnerOf(OtlpLogExporter exporter, Resource resource)
    {
        var services = new ServiceCollection();
        services.AddOpenTelemetry().WithLogging(logs => logs
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddAttributes(resource.Attributes))
            .AddProcessor(new SimpleLogRecordExportProcessor(exporter)));
        var owner = services.BuildServiceProvider();
        owner.GetRequiredService<LoggerProvider>();
        return owner;
    }
}
