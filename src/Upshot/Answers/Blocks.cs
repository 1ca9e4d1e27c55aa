using Upshot.Plan.Evidence;

namespace Upshot.Answers;

/// <summary>
/// How long a block of time is in a comparison: both arms get the same, so that the shorter one still has about a dozen.
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
    public static ArmEvidence Whole(ArmEvidence arm)
    {
        if (arm.Replicates.Count == 0)
        {
            return arm;
        }

        var (first, last) = (arm.Replicates.Min(r => r.Start), arm.Replicates.Max(r => r.Start));
        var whole = arm.Replicates.Where(r => r.Start != first && r.Start != last).ToArray();
        return whole.Length > 0 ? arm with { Replicates = whole } : arm;
    }
}
