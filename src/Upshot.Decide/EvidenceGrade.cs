namespace Upshot.Decide;

/// <summary>How much stands behind a claim of what causes what. Only from <see cref="FixTest"/> on it is called a cause.</summary>
public enum EvidenceGrade
{
    /// <summary>They go together; no more is known.</summary>
    Associated,

    /// <summary>It precedes, and its time is conserved along the path: the parts sum to the whole.</summary>
    Conserved,

    /// <summary>Putting it back to what it was repairs a stated share of the whole.</summary>
    FixTest,

    /// <summary>Requests of the same time are divided by it: a flag, a version.</summary>
    NaturalExperiment,

    /// <summary>It was taken back, and the effect went with it.</summary>
    Reverted,
}
