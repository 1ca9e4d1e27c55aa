using Upshot.Commands.Check;
using Upshot.Plan.Diff;

namespace Upshot.Diff;

/// <summary>Prints breaking changes as SARIF.</summary>
internal static class DiffSarif
{
    private static readonly SarifRule s_breaking = new("breaking-change", "A breaking change comes with a raised version and a migration.", "", "error");
    private static readonly SarifRule s_migrated = new("migrated-change", "A breaking change that a migration bridges, or that was accepted by name.", "", "note");

    public static void Write(DiffReport report, TextWriter output) => SarifLog.Write([s_breaking, s_migrated], report.Difference.Breaking.Select(change => Result(report, change)), output);

    private static SarifResult Result(DiffReport report, PlanChange change)
    {
        var rule = change.Migration == MigrationState.Missing ? s_breaking : s_migrated;
        return new(rule.Id, rule.Level, DiffSentence.Of(change), SarifLog.Escaped(report.PathOf(change)), change.Location.Line, change.Location.Column);
    }
}
