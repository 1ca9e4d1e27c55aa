using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Receive;
using Upshot.Observe.State;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Sampling;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>
/// Takes requests of the past as live intake would have taken them, but for what the store has already: each record is looked up by what tells it from
/// others, so that it does not matter how often it comes, in which batches, or that it came live. One at a time.
/// </summary>
internal sealed class PastRequests(StoreState state, StoreQueries queries, JournalWriter writer, BackfilledTable ledger, TimeProvider time) : IDisposable
{
    private const int MostTries = 120;
    private readonly SemaphoreSlim _one = new(1);
    private readonly BatchReader _reader = new();

    /// <param name="body">Protobuf; it stays the caller's.</param>
    /// <exception cref="MalformedTelemetryException">It is no such request.</exception>
    /// <exception cref="StoreException">It cannot be stored now.</exception>
    public async Task<BackfillResult> AddAsync(TelemetrySignal signal, RequestBuffer body, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            for (var tries = 1; ; tries++)
            {
                var (result, refused) = await TryAsync(signal, body, cancellation);
                if (result is not null)
                {
                    return result;
                }

                if (refused.Status != IntakeStatus.Busy || tries == MostTries)
                {
                    throw new StoreException(refused.Message);
                }

                await Task.Delay(refused.RetryAfter, time, cancellation);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<(BackfillResult? Result, IntakeResult Refused)> TryAsync(TelemetrySignal signal, RequestBuffer body, CancellationToken cancellation)
    {
        var hash = Journal.HashOf(body.Bytes);
        var (batch, plan, inAll) = Read(signal, body);
        var (rejected, because) = (batch.Summary.Rejected, batch.Summary.RejectedBecause);
        if (inAll == 0 || ledger.Has(hash))
        {
            batch.Dispose();
            return (new(inAll, inAll, 0, rejected, because, 0, null, null), default);
        }

        var (known, sampled) = await Task.Run(() => KnownOf(batch, plan, cancellation), cancellation);
        if (known.Count + sampled.Count > 0)
        {
            batch = plan.Policy.Apply(BatchRewriter.Without(batch, known.Union(sampled).ToHashSet()));
        }

        if (batch.Summary.Records == 0)
        {
            batch.Dispose();
            ledger.Add(hash, time.GetUtcNow());
            return (new(inAll, inAll - sampled.Count, sampled.Count, rejected, because, 0, null, null), default);
        }

        var summary = batch.Summary;
        var result = new BackfillResult(inAll, inAll - summary.Records - sampled.Count, sampled.Count, rejected, because, summary.Requests.Sum(r => r.Weight), Nanos.ToMoment(summary.MinTime), Nanos.ToMoment(summary.MaxTime));
        var stored = await writer.WriteAsync(new JournalEntry(signal, batch.ReceivedAt, hash, batch.Buffer) { IsRewritten = true }, batch, plan);
        if (stored.Status != IntakeStatus.Accepted)
        {
            return (null, stored);
        }

        ledger.Add(hash, time.GetUtcNow());
        return (result, default);
    }

    /// <summary>Under the present plan: what it classes is gone, as it is from what is stored.</summary>
    private (Batch Batch, StorePlan Plan, long Records) Read(TelemetrySignal signal, RequestBuffer body)
    {
        var copy = new RequestBuffer(body.Length);
        Batch? batch = null;
        try
        {
            copy.Write(body.Bytes);
            batch = _reader.Read(signal, copy, time.GetUtcNow());
            var (plan, records) = (state.Plan, batch.Summary.Records);
            return (records == 0 ? batch : plan.Policy.Apply(batch), plan, records);
        }
        catch
        {
            ((IDisposable?)batch ?? copy).Dispose();
            throw;
        }
    }

    private (HashSet<int> Known, HashSet<int> Sampled) KnownOf(Batch batch, StorePlan plan, CancellationToken cancellation)
    {
        var keys = RecordKeys.Of(batch.Signal, RequestBytes.Of(batch.Buffer, batch.ReceivedAt), plan.Readers[batch.Signal]);
        using var session = queries.Session(withRollups: false, cancellation);
        var known = StoredKeys.Known(session, batch.Signal, keys, batch.Summary.MinTime, batch.Summary.MaxTime);
        var sampled = batch.Signal == TelemetrySignal.Traces ? SampledHours.Of(session, batch.Summary.MinTime, batch.Summary.MaxTime) : [];
        return (known, [.. keys.Where(k => sampled.Contains(k.Time / CountedHours.Nanos) && !known.Contains(k.Ordinal)).Select(k => k.Ordinal)]);
    }
}
