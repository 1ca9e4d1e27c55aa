using Upshot.Plan.Diff;

namespace Upshot.Plan.Tests.Diff;

/// <summary>Changes as lines that a test can list.</summary>
internal static class Shown
{
    public static string Of(PlanChange change)
    {
        var state = change.Migration switch { MigrationState.Missing => "breaking", MigrationState.Declared => "migrated", MigrationState.Accepted => "accepted", _ => "compatible" };
        var field = change.Field.Length > 0 ? $": {change.Field}" : "";
        return change.Kind switch
        {
            ChangeKind.Added => $"{state} {change.Subject}{field} added",
            ChangeKind.Removed => $"{state} {change.Subject}{field} removed",
            ChangeKind.Renamed when field.Length == 0 => $"{state} {change.What} {change.Before} renamed to {change.After}",
            ChangeKind.Renamed => $"{state} {change.Subject}{field} renamed to {change.After}",
            _ => $"{state} {change.Subject}{field} {change.Before} -> {change.After}",
        };
    }
}
