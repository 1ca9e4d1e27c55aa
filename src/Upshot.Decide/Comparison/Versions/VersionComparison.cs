using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// Judges a version of a service on one operation. First what kind of comparison it is, then what besides the release moved (hour, mix, shares, start-up):
/// that is adjusted for or named. Then all measures are tested as one.
/// </summary>
public static class VersionComparison
{
    /// <exception cref="ArgumentException">Both arms are the same version.</exception>
    public static VersionVerdict Compare(ComparisonEvidence evidence, IReadOnlyList<MeasureQuestion> questions, ComparisonOptions options) =>
        TestedVersion.Of(evidence, questions, options).Judge(questions, options);

    /// <summary>How the two versions ran: what evidence a comparison needs besides theirs.</summary>
    public static ComparisonDesign DesignOf(ArmEvidence baseline, ArmEvidence candidate) => ActiveBlocks.Of(baseline, candidate).Design;

    /// <summary>Where one version ran after the other: the windows that are compared, the baseline's before the candidate's. Null: a version has no time.</summary>
    public static (TimeRange Before, TimeRange After)? WindowsOf(ComparisonEvidence evidence) => WindowPlan.Of(evidence) is { } w ? (w.Before, w.After) : null;
}
