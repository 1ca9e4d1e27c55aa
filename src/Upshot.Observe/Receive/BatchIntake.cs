using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

/// <summary>What takes batches on from the door; owns <paramref name="batch"/> from then on, whatever the outcome.</summary>
public delegate Task<IntakeResult> AcceptBatch(Batch batch, CancellationToken cancellation);

/// <summary>The handler of a server: checks a request, refuses what is none, and gives what it holds on as a <see cref="Batch"/>.</summary>
public sealed class BatchIntake(AcceptBatch next, TimeProvider time)
{
    private readonly BatchReader _reader = new();

    /// <summary>See <see cref="AcceptTelemetry"/>.</summary>
    public Task<IntakeResult> Accept(TelemetrySignal signal, RequestBuffer buffer, CancellationToken cancellation)
    {
        Batch batch;
        try
        {
            batch = _reader.Read(signal, buffer, time.GetUtcNow());
        }
        catch (MalformedTelemetryException e)
        {
            ((IDisposable)buffer).Dispose();
            return Task.FromResult(new IntakeResult(IntakeStatus.Invalid, 0, e.Message));
        }

        if (batch.Summary.Records == 0)
        {
            // Nothing that could be stored: an empty request, or one whose records are all refused.
            batch.Dispose();
            return Task.FromResult(new IntakeResult(IntakeStatus.Accepted, batch.Summary.Rejected, batch.Summary.RejectedBecause));
        }

        return next(batch, cancellation);
    }
}
