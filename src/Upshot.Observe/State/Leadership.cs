namespace Upshot.Observe.State;

/// <summary>
/// Whether this server leads. Of several over one store one alone evaluates alerts, tells of them, and changes what all of them share; over a directory of its own a server leads always.
/// </summary>
/// <remarks>
/// A lease ends by two clocks, whichever is further: one that never jumps, and that of the wall, for a machine that was suspended. So a server that stood still finds that it leads no more.
/// </remarks>
public sealed class Leadership
{
    private readonly TimeProvider? _time;
    private volatile Lease? _lease;
    private volatile string _reason = "No server leads yet.";
    private volatile bool _isLed;

    private sealed record Lease(ulong Epoch, long Since, DateTimeOffset SinceWall, TimeSpan Lasts);

    private Leadership(TimeProvider? time) => _time = time;

    /// <summary>Nobody else is there.</summary>
    public static Leadership Alone { get; } = new(null);

    /// <summary>Not yet.</summary>
    public static Leadership Shared(TimeProvider time) => new(time);

    public bool IsShared => _time is not null;

    public bool Leads => Left > TimeSpan.Zero;

    /// <summary>Counts who led: each takeover has a number of its own.</summary>
    public ulong Epoch => _lease?.Epoch ?? 0;

    /// <summary>For so long it leads if nothing else comes; what it begins is over by then.</summary>
    public TimeSpan Left => _time is null ? TimeSpan.MaxValue : _lease is not { } lease ? TimeSpan.Zero
        : lease.Lasts - Longest(_time.GetElapsedTime(lease.Since), _time.GetUtcNow() - lease.SinceWall);

    /// <summary>Why it does not lead, and who does.</summary>
    public string Reason => _lease is not null && !Leads ? "This server led, and could not renew its lease in the store: until one leads again nothing is changed, and nobody is told of alerts." : _reason;

    /// <summary>Why nobody leads; null: this server does, or another.</summary>
    public string? Problem => Leads || (_lease is null && _isLed) ? null : Reason;

    /// <summary>It leads from the moment at which it asked for it.</summary>
    internal void Hold(ulong epoch, long since, DateTimeOffset sinceWall, TimeSpan lasts) => _lease = new(epoch, since, sinceWall, lasts);

    /// <param name="isLed">Whether another server leads.</param>
    internal void Follow(string reason, bool isLed) => (_reason, _isLed, _lease) = (reason, isLed, null);

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
