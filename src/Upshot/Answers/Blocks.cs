using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>
/// How long a block of time is in a comparison: both arms get the same, so that the shorter one still has about a dozen. Blocks
/// begin at whole multiples of their length, the same moments for both.
/// Minutes are known to be correlated: longer blocks are more alike than shorter ones.
/// </summary>
internal static class Blocks
{
    private const int PerArm = 12;

    public static TimeSpan LengthFor(TimeSpan shorterArm)
    {
        var share = shorterArm / PerArm;
        return share >= TimeSpan.FromMinutes(1)
            ? TimeSpan.FromMinutes(Math.Floor(share.TotalMinutes))
            : TimeSpan.FromSeconds(Math.Max(1, Math.Round(share.TotalSeconds)));
    }

    /// <summary>Only blocks that the arm filled: the first and the last begin and end in the middle.</summary>
    public static ArmEvidence Whole(ArmEvidence arm) => Without(arm, arm.Replicates);

    /// <summary>The same for arms that ran side by side: what is left are blocks of both, so that each has its pair.</summary>
    public static (ArmEvidence Baseline, ArmEvidence Candidate) Whole(ArmEvidence baseline, ArmEvidence candidate)
    {
        ReplicateEvidence[] both = [.. baseline.Replicates, .. candidate.Replicates];
        return (Without(baseline, both), Without(candidate, both));
    }

    private static ArmEvidence Without(ArmEvidence arm, IReadOnlyList<ReplicateEvidence> ends)
    {
        if (arm.Replicates.Count == 0)
        {
            return arm;
        }

        var (first, last) = (ends.Min(r => r.Start), ends.Max(r => r.Start));
        var whole = arm.Replicates.Where(r => r.Start != first && r.Start != last).ToArray();
        return whole.Length > 0 ? arm with { Replicates = whole } : arm;
    }
}
