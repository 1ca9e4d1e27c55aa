namespace Upshot.Decide.Comparison.Versions;

/// <summary>What came of a version on one operation, over all its measures.</summary>
/// <param name="Reason">Why it is inconclusive, where it is.</param>
/// <param name="Measures">In the order asked.</param>
public sealed record VersionVerdict(Verdict Verdict, InconclusiveReason Reason, ComparisonDesign Design, IReadOnlyList<ComparisonResult> Measures)
{
    /// <summary>The part of the candidate's time in which both ran.</summary>
    public double Overlap { get; init; }

    /// <summary>How long the candidate took to get to its pace; zero where it had it at once.</summary>
    public TimeSpan StartUp { get; init; }

    /// <summary>The candidate's share of the requests against what was expected; null where nothing was expected.</summary>
    public ShareFinding? Share { get; init; }

    /// <summary>What to know before relying on it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <param name="SmallestLoss">The smallest loss of the candidate's requests that would have been seen.</param>
public sealed record ShareFinding(double Expected, double Seen, double P, bool IsMismatch, double SmallestLoss);
