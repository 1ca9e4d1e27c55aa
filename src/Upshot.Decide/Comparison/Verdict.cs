namespace Upshot.Decide.Comparison;

/// <summary>What came of a change.</summary>
public enum Verdict
{
    /// <summary>A gain is shown.</summary>
    Improved,

    /// <summary>A harm is shown, and that it is beyond the margin is not excluded.</summary>
    Regressed,

    /// <summary>Shown to be within the margin on both sides.</summary>
    Unchanged,

    /// <summary>A harm beyond the margin is excluded; a gain is neither shown nor excluded.</summary>
    NotWorse,

    /// <summary>Not enough evidence.</summary>
    Inconclusive,
}
