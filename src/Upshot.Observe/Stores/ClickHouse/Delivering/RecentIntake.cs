using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Receive;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.Journals;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>
/// What this node knows of the bodies that came last: one that comes again is answered as it was the first time, and what a collector packs into other batches is taken out of
/// them. Other nodes know nothing of it: there the tokens of inserts tell whole bodies alone.
/// </summary>
internal sealed class RecentIntake
{
    private readonly Lock _gate = new();
    private readonly RecentRequests _seen = new();
    private readonly RecentEntries _entries = new();
    private readonly Dictionary<UInt128, Task<IntakeResult>> _underWay = [];

    /// <summary>It was acknowledged before this run.</summary>
    public void Remember(UInt128 hash)
    {
        lock (_gate)
        {
            _seen.Add(hash);
        }
    }

    /// <summary>Takes a batch in: the first time it is stored by <paramref name="store"/>, afterwards its answer is that of the first time.</summary>
    /// <param name="store">Takes what is new of the batch over.</param>
    public Task<IntakeResult> Take(UInt128 hash, Batch batch, Func<Batch, Task<IntakeResult>> store)
    {
        TaskCompletionSource<IntakeResult> done;
        lock (_gate)
        {
            if (_underWay.TryGetValue(hash, out var first) || _seen.Contains(hash))
            {
                var summary = batch.Summary;
                batch.Dispose();
                return first ?? Task.FromResult(new IntakeResult(IntakeStatus.Accepted, summary.Rejected, summary.RejectedBecause));
            }

            batch = WithoutRepeats(batch);
            _entries.Filter(batch.Summary, batch.ReceivedAt);
            _entries.Remember(batch.Summary, batch.ReceivedAt);
            done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _underWay.Add(hash, done.Task);
        }

        return StoreAsync(hash, batch, store, done);
    }

    private async Task<IntakeResult> StoreAsync(UInt128 hash, Batch batch, Func<Batch, Task<IntakeResult>> store, TaskCompletionSource<IntakeResult> done)
    {
        using (batch)
        {
            var result = new IntakeResult(IntakeStatus.Unavailable);
            try
            {
                result = await Task.Run(() => store(batch));
                return result;
            }
            catch (Exception e)
            {
                result = result with { Message = e.Message };
                throw;
            }
            finally
            {
                lock (_gate)
                {
                    _underWay.Remove(hash);
                    if (result.Status == IntakeStatus.Accepted)
                    {
                        _seen.Add(hash);
                    }
                    else
                    {
                        _entries.Forget(batch.Summary);
                    }
                }

                done.SetResult(result);
            }
        }
    }

    private Batch WithoutRepeats(Batch batch)
    {
        var repeats = batch.Summary.Deltas.Where(d => _entries.Has(d)).ToList();
        if (repeats.Count == 0)
        {
            return batch;
        }

        foreach (var service in repeats.GroupBy(d => d.Resource.Service))
        {
            batch.Summary.Notes.Add(service.Key, NoticeReason.Repeated, service.Count());
        }

        return BatchRewriter.Without(batch, repeats.Select(d => d.Ordinal).ToHashSet());
    }
}
