using Upshot.Plan.Diff;

namespace Upshot.Diff;

/// <summary>All about a change in one paragraph.</summary>
internal static class DiffSentence
{
    public static string Of(PlanChange change) => string.Join(
        " ",
        new[] { DiffReport.Says(change) + ".", change.Reason, change.Touches.Count > 0 ? $"Touches {DiffReport.Touches(change)}." : "", change.Remedy }.Where(s => s.Length > 0));
}
