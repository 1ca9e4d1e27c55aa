using Upshot.Observe.Otlp;
using Upshot.Observe.Receive.Inspection;

namespace Upshot.Observe.Receive;

/// <summary>Makes a <see cref="Batch"/> of an export request: looks at every byte once, at the door, so that all after it need not. For any number of threads.</summary>
/// <param name="keeps">How long records of a signal are kept; what is older is said. Null: nobody knows.</param>
internal sealed class BatchReader(Func<TelemetrySignal, TimeSpan>? keeps = null)
{
    private readonly ResourceCache _resources = new();

    /// <summary>The batch owns <paramref name="buffer"/>; where there is no batch, the caller still does.</summary>
    /// <exception cref="MalformedTelemetryException">The bytes are not such a request.</exception>
    public Batch Read(TelemetrySignal signal, RequestBuffer buffer, DateTimeOffset receivedAt) =>
        new(signal, buffer, receivedAt, Summarize(signal, RequestBytes.Of(buffer, receivedAt)));

    /// <exception cref="MalformedTelemetryException">The bytes are not such a request.</exception>
    public BatchSummary Summarize(TelemetrySignal signal, in RequestBytes request)
    {
        var summary = new BatchSummary(request.ReceivedAt, keeps?.Invoke(signal));
        switch (signal)
        {
            case TelemetrySignal.Traces:
                SpanInspector.Inspect(request, _resources, summary);
                break;
            case TelemetrySignal.Metrics:
                MetricInspector.Inspect(request, _resources, summary);
                break;
            case TelemetrySignal.Logs:
                LogInspector.Inspect(request, _resources, summary);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(signal), signal, null);
        }

        return summary;
    }
}
