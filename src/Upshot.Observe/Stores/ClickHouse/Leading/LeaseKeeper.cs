namespace Upshot.Observe.Stores.ClickHouse.Leading;

/// <summary>What a server may believe of a claim that the store took.</summary>
/// <param name="Since">A timestamp of before it was sent.</param>
internal sealed record LeaseHeld(ulong Epoch, long Since, DateTimeOffset SinceWall, TimeSpan Lasts);

/// <summary>
/// Takes the lease, and renews it. Each claim is a comparison and an exchange: it has the number after the latest one, and the store keeps one claim of a number. So whoever renews and whoever takes over at the same time
/// are told apart by the store, and each reads who won.
/// </summary>
/// <remarks>
/// The lease of the store ends <c>lasts</c> after the store took a claim; the one that its owner believes in ends a tenth earlier, and counts from before the claim was sent. Between the two nobody leads, as long
/// as the clocks of both run alike but for a tenth of that time.
/// </remarks>
internal sealed class LeaseKeeper(string owner, string address, TimeSpan lasts, Func<CancellationToken, Task<LeaseSeen?>> read, Func<LeaseRow, CancellationToken, Task> claim, TimeProvider time)
{
    private const double Believed = 0.9;
    private readonly Dictionary<string, (long Since, DateTimeOffset Wall)> _sent = new(StringComparer.Ordinal);

    /// <summary>What was seen last; null: nobody has led yet.</summary>
    public LeaseSeen? Seen { get; private set; }

    /// <summary>One step, which the caller repeats several times within a lease.</summary>
    /// <returns>Null: another server has it, or nobody.</returns>
    /// <exception cref="Exception">The store did not answer: what was held before is held until it ends.</exception>
    public async Task<LeaseHeld?> StepAsync(bool mayLead, CancellationToken cancellation)
    {
        Seen = await read(cancellation);
        if (!mayLead || (Seen is { IsOver: false } other && other.Row.Owner != owner))
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
        Seen = await read(cancellation);
        if (Seen?.Row.Owner == owner)
        {
            await ClaimAsync(TimeSpan.Zero, cancellation);
        }
    }

    private async Task ClaimAsync(TimeSpan lease, CancellationToken cancellation)
    {
        var epoch = (Seen?.Row.Epoch ?? 0) + (Seen?.Row.Owner == owner ? 0UL : 1UL);
        var next = new LeaseRow((Seen?.Row.Sequence ?? 0) + 1, epoch, owner, Guid.NewGuid().ToString("N"), address, lease);

        // A claim that got no answer may still arrive: what is believed of it counts from when it was sent, and not from when it was sent again.
        _sent[next.Claim] = (time.GetTimestamp(), time.GetUtcNow());
        await claim(next, cancellation);
        Seen = await read(cancellation);
    }
}
