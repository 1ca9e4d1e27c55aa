using Upshot.Plan.Migrations;

namespace Upshot.Plan.Diff;

/// <summary>Compares two plans, or two registries of signals.</summary>
public static class PlanDiff
{
    /// <param name="schema">Renames of an OpenTelemetry schema file count as declared; null: none is given.</param>
    public static PlanDifference Between(ProductPlan before, ProductPlan after, TelemetrySchema? schema = null)
    {
        var renames = KnownRenames.Of(after);
        schema?.AddTo(renames);
        var difference = new Difference(before, after, renames);
        SettingsDiff.Compare(difference);
        OperationDiff.Compare(difference);
        JourneyDiff.Compare(difference);
        ObjectiveDiff.Compare(difference);
        OutcomeDiff.Compare(difference);
        FlagDiff.Compare(difference);
        ReleaseDiff.Compare(difference);
        SignalDiff.Compare(difference);
        AttributeDiff.Compare(difference);
        return new(
        [
            .. difference.Changes
                .OrderBy(c => c.Migration == MigrationState.Missing ? 0 : c.IsBreaking ? 1 : 2)
                .ThenBy(c => s_order.IndexOf(c.What))
                .ThenBy(c => c.Name, StringComparer.Ordinal)
                .ThenBy(c => c.Kind)
                .ThenBy(c => c.Field, StringComparer.Ordinal),
        ]);
    }

    /// <summary>What in a plan rests on a signal; empty: nobody reads it.</summary>
    public static IReadOnlyList<Touched> Consumers(ProductPlan plan, Signal signal) => [.. new Uses(plan).OfSignal(signal).Distinct()];

    private static readonly List<string> s_order = ["plan", "operation", "journey", "objective", "outcome", "flag", "release", "span", "metric", "event", "entity", "attribute"];
}
