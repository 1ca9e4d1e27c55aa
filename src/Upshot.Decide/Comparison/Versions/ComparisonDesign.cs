namespace Upshot.Decide.Comparison.Versions;

/// <summary>How the two versions ran.</summary>
public enum ComparisonDesign
{
    /// <summary>One of them was not seen.</summary>
    None,

    /// <summary>Both carried requests in most blocks of time.</summary>
    SideBySide,

    /// <summary>Both ran for a part of the time; the comparison rests on that part.</summary>
    Mixed,

    /// <summary>The candidate took over; there is no time in common to speak of.</summary>
    OneAfterTheOther,

    /// <summary>A feature flag on against off, drawn for each user or request.</summary>
    Flag,
}
