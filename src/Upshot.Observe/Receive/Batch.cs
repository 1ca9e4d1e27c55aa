using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

/// <summary>
/// One export request that has been checked: every byte of the buffer is what the protocol says, and the summary says what
/// is in it. Whoever holds the batch last disposes it, and with it the buffer.
/// </summary>
public sealed class Batch : IDisposable
{
    internal Batch(TelemetrySignal signal, RequestBuffer buffer, DateTimeOffset receivedAt, BatchSummary summary) =>
        (Signal, Buffer, ReceivedAt, Summary) = (signal, buffer, receivedAt, summary);

    public TelemetrySignal Signal { get; }

    public RequestBuffer Buffer { get; }

    /// <summary>When it came; the time of records that have none of their own.</summary>
    public DateTimeOffset ReceivedAt { get; }

    internal BatchSummary Summary { get; }

    public void Dispose() => ((IDisposable)Buffer).Dispose();
}
