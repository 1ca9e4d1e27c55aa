namespace Upshot.Decide.Comparison;

/// <summary>What came of a change.</summary>
public enum Verdict
{
    /// <summary>A gain is shown.</summary>
    Improved,

    /// <summary>A harm is shown, and that it is beyond the margin is not excluded.</summary>
    Regressed,

    /// <summary>A harm beyond the margin is excluded, and no gain is shown.</summary>
    Unchanged,

    /// <summary>Not enough evidence.</summary>
    Inconclusive,
}
