namespace Upshot.Observe.Stores.ClickHouse.Leading;

/// <summary>What a server may believe of a claim that the store took.</summary>
/// <param name="Since">A timestamp of before it was sent.</param>
internal sealed record LeaseHeld(ulong Epoch, long Since, DateTimeOffset SinceWall, TimeSpan Lasts);

/// <summary>
/// Takes the lease, and renews it. Each claim is a comparison and an exchange: it has the number after the latest one, and the store keeps one claim of a number. So whoever renews and whoever takes over at the same time
/// are told apart by the store, and each reads who won.
/// </summary>
/// <remarks>
/// An owner believes in its lease for six tenths of it, counted from before the claim was sent. Another one takes its place when it has seen the same claim for seven tenths, by its own clock. Between the two nobody
/// leads, as long as both clocks run alike but for a tenth; what any of them shows, and whether the store's is set, does not matter. Only a claim that is older than the lease and <see cref="Slack"/> by the store's clock is
/// over at once: nobody who starts after a long time waits.
/// </remarks>
internal sealed class LeaseKeeper(string owner, string address, TimeSpan lasts, Func<CancellationToken, Task<LeaseSeen?>> read, Func<LeaseRow, CancellationToken, Task> claim, TimeProvider time)
{
    private const double Believed = 0.6, Watched = 0.7;
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, (long Since, DateTimeOffset Wall)> _sent = new(StringComparer.Ordinal);

    private (string Claim, long Since) _watched = ("", 0);
    private ulong _burnt;

    /// <summary>What was seen last; null: nobody has led yet.</summary>
    public LeaseSeen? Seen { get; private set; }

    /// <summary>Nobody has led yet, or who did has not claimed it again in time.</summary>
    public bool IsFree { get; private set; } = true;

    /// <summary>One step, which the caller repeats several times within a lease.</summary>
    /// <returns>Null: another server has it, or nobody.</returns>
    /// <exception cref="Exception">The store did not answer: what was held before is held until it ends.</exception>
    public async Task<LeaseHeld?> StepAsync(bool mayLead, CancellationToken cancellation)
    {
        await LookAsync(cancellation);
        if (!mayLead || (!IsFree && Seen?.Row.Owner != owner))
        {
            return null;
        }

        await ClaimAsync(lasts, cancellation);
        if (Seen?.Row.Owner != owner || !_sent.TryGetValue(Seen.Row.Claim, out var sent))
        {
            return null;
        }

        foreach (var older in _sent.Keys.Where(c => c != Seen.Row.Claim).ToList())
        {
            _sent.Remove(older);
        }

        return new(Seen.Row.Epoch, sent.Since, sent.Wall, lasts * Believed);
    }

    /// <summary>Lets go of it, so that the next one need not wait.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        await LookAsync(cancellation);
        if (Seen?.Row.Owner == owner)
        {
            await ClaimAsync(TimeSpan.Zero, cancellation);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        Seen = await read(cancellation);
        if (Seen is not { } seen)
        {
            IsFree = true;
            return;
        }

        if (_watched.Claim != seen.Row.Claim)
        {
            _watched = (seen.Row.Claim, time.GetTimestamp());
        }

        IsFree = time.GetElapsedTime(_watched.Since) >= seen.Row.Lasts * Watched || seen.Age >= seen.Row.Lasts + Slack;
    }

    private async Task ClaimAsync(TimeSpan lease, CancellationToken cancellation)
    {
        var epoch = (Seen?.Row.Epoch ?? 0) + (Seen?.Row.Owner == owner ? 0UL : 1UL);
        var next = new LeaseRow(Math.Max(Seen?.Row.Sequence ?? 0, _burnt) + 1, epoch, owner, Guid.NewGuid().ToString("N"), address, lease);

        // A claim that got no answer may still arrive: what is believed of it counts from when it was sent, and not from when it was sent again.
        _sent[next.Claim] = (time.GetTimestamp(), time.GetUtcNow());
        await claim(next, cancellation);
        await LookAsync(cancellation);
        if (Seen is null || Seen.Row.Sequence < next.Sequence)
        {
            // The store remembers the number of a claim that is gone, as after a restored backup: another number, then.
            _burnt = next.Sequence;
        }
    }
}
