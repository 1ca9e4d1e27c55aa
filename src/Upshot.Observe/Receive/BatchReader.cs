using Upshot.Observe.Otlp;
using Upshot.Observe.Receive.Inspection;

namespace Upshot.Observe.Receive;

/// <summary>Makes a <see cref="Batch"/> of an export request: looks at every byte once, at the door, so that all after it need not. For any number of threads.</summary>
internal sealed class BatchReader
{
    private readonly ResourceCache _resources = new();

    /// <summary>The batch owns <paramref name="buffer"/>; where there is no batch, the caller still does.</summary>
    /// <exception cref="MalformedTelemetryException">The bytes are not such a request.</exception>
    public Batch Read(TelemetrySignal signal, RequestBuffer buffer, DateTimeOffset receivedAt) =>
        new(signal, buffer, receivedAt, Summarize(signal, RequestBytes.Of(buffer, receivedAt)));

    /// <exception cref="MalformedTelemetryException">The bytes are not such a request.</exception>
    public BatchSummary Summarize(TelemetrySignal signal, in RequestBytes request) => signal switch
    {
        TelemetrySignal.Traces => SpanInspector.Inspect(request, _resources),
        TelemetrySignal.Metrics => MetricInspector.Inspect(request, _resources),
        TelemetrySignal.Logs => LogInspector.Inspect(request, _resources),
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
