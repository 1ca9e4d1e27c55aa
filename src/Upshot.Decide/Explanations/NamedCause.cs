namespace Upshot.Decide.Explanations;

/// <summary>In which way a path came to take longer (or shorter).</summary>
public enum CauseKind
{
    /// <summary>Its own code.</summary>
    SelfTime,

    /// <summary>It is called more often for each call of its caller (N+1).</summary>
    MoreCalls,

    /// <summary>Time between a client and the server it calls: a queue, a pool, the network.</summary>
    Waiting,

    /// <summary>Calls that ran side by side run one after the other.</summary>
    LostParallelism,

    /// <summary>Calls are tried again after a failure, with what is waited in between.</summary>
    Retries,

    /// <summary>Few requests stand still for long: locks, garbage collection.</summary>
    Pauses,

    /// <summary>A call that a cache spared most requests is made by more of them.</summary>
    CacheMisses,

    /// <summary>Calls last until a limit, and fail there.</summary>
    Timeout,

    /// <summary>Work that goes on after the answer; nobody waits for it.</summary>
    AsyncTail,

    /// <summary>Other requests came than before.</summary>
    Mix,
}

/// <summary>A kind of change at a path, and what it adds to a request on average.</summary>
/// <param name="Path">Names from the root down.</param>
/// <param name="Nanos">For an asynchronous tail: how much longer it goes on, which is no part of the request.</param>
/// <param name="Share">Of the whole difference; NaN when there is none.</param>
public sealed record NamedCause(IReadOnlyList<string> Path, CauseKind Kind, double Nanos, double Share);
