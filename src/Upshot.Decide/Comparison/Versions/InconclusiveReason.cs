namespace Upshot.Decide.Comparison.Versions;

/// <summary>Why a verdict is inconclusive: each has its own remedy.</summary>
public enum InconclusiveReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>More of the same would decide.</summary>
    NotEnoughEvidence,

    /// <summary>One version was not asked for anything.</summary>
    NoTraffic,

    /// <summary>Nothing that the outcome counts came from either version.</summary>
    NothingCounted,

    /// <summary>The versions ran at different times, and there are too few like days to know what time alone does.</summary>
    ConfoundedWithTime,

    /// <summary>Processes are not told apart, or one process of each version is all there ever was.</summary>
    NoProcessIdentity,

    /// <summary>The versions did not get the requests that they were meant to get.</summary>
    SampleRatioMismatch,

    /// <summary>The candidate was still warming up for a fifth of the time or more.</summary>
    StillWarming,

    /// <summary>The measure is not the release's doing here: throughput while a balancer shares the requests out.</summary>
    NotJudged,
}
