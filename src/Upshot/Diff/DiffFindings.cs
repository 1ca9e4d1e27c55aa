using Upshot.Plan.Diff;
using Upshot.Reports;

namespace Upshot.Diff;

/// <summary>Breaking changes as findings.</summary>
internal static class DiffFindings
{
    private static readonly FindingRule s_breaking = new("breaking-change", "A breaking change comes with a raised version and a migration.", "", FindingLevel.Error);
    private static readonly FindingRule s_migrated = new("migrated-change", "A breaking change that a migration bridges, or that was accepted by name.", "", FindingLevel.Note);

    public static IReadOnlyList<FindingRule> Rules { get; } = [s_breaking, s_migrated];

    public static IEnumerable<Finding> Of(DiffReport report) => report.Difference.Breaking.Select(change => Of(report, change));

    private static Finding Of(DiffReport report, PlanChange change)
    {
        var rule = change.Migration == MigrationState.Missing ? s_breaking : s_migrated;
        return new(rule.Id, rule.Level, Message(change))
        {
            Title = $"{DiffReport.ClassOf(change)} change",
            Path = report.PathOf(change),
            Line = change.Location.Line,
            Column = change.Location.Column,
            Remedy = change.Remedy,
        };
    }

    private static string Message(PlanChange change) => string.Join(
        " ",
        new[] { DiffReport.Says(change) + ".", change.Reason, change.Touches.Count > 0 ? $"Touches {DiffReport.Touches(change)}." : "" }.Where(s => s.Length > 0));
}
