namespace Upshot.Yardsticks.Lab;

/// <summary>What makes a drawn service slow, and can be removed on its own.</summary>
internal enum LabCause
{
    /// <summary>A call, and what it calls, takes longer than it has to.</summary>
    SlowDependency,

    /// <summary>A step of the entry's own waits.</summary>
    Delay,

    /// <summary>A call for each of several things, instead of one.</summary>
    RepeatedCalls,

    /// <summary>Calls one after the other that need nothing of each other.</summary>
    SerialCalls,

    /// <summary>Attempts that fail and are made again after a pause.</summary>
    Retries,

    /// <summary>A call that could be answered from a cache.</summary>
    NoCache,

    /// <summary>Waiting for a lock that others hold.</summary>
    Lock,

    /// <summary>A single worker that is nearly always busy, before what becomes faster.</summary>
    SaturatedQueue,
}
