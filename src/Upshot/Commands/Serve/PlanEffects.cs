using Upshot.Plan;

namespace Upshot.Commands.Serve;

/// <summary>What of a new plan takes effect only for what comes from now on, or later still, in sentences.</summary>
internal static class PlanEffects
{
    /// <param name="withoutColumn">Attributes of the new plan that the store has no column for yet.</param>
    public static IEnumerable<string> Of(ProductPlan before, ProductPlan after, IReadOnlyList<string> withoutColumn)
    {
        var matched = after.Operations.Where(o => !before.Operations.Any(b => IsSame(b, o))).Select(o => o.Name).ToList();
        if (matched.Count > 0)
        {
            yield return $"{Names("operation", matched)} recognised by the new entry in requests that come from now on; requests of before stay under the operation that they came under, and count for its objectives as far as their spans are stored.";
        }

        var counted = after.Objectives.Where(o => matched.Contains(o.Operation) || !before.Objectives.Any(b => IsCountedAlike(b, o, after))).Select(o => o.Name).ToList();
        if (counted.Count > 0)
        {
            yield return $"{Names("objective", counted)} counted from now on; what came before is being counted from stored spans, and upshot status says how far.";
        }

        if (before.Retention != after.Retention)
        {
            yield return "Retention takes effect with the next run of maintenance, which drops at most a tenth of the history that the plan before would have kept; upshot maintain --confirm drops the rest.";
        }

        if (withoutColumn.Count > 0)
        {
            yield return $"{Names("attribute", withoutColumn)} found in the column attributes; columns of their own are made at the next start.";
        }
    }

    private static bool IsSame(Operation a, Operation b) =>
        (a.Name == b.Name || b.RenamedFrom.Contains(a.Name))
        && a.Entry with { Attributes = b.Entry.Attributes } == b.Entry
        && a.Entry.Attributes.OrderBy(v => v.Key, StringComparer.Ordinal).SequenceEqual(b.Entry.Attributes.OrderBy(v => v.Key, StringComparer.Ordinal));

    /// <summary>Whether minutes that were counted for one say what the other asks: a new target ratio needs no new counts.</summary>
    private static bool IsCountedAlike(Objective a, Objective b, ProductPlan after) =>
        (a.Name, a.Environment, a.Latency) == (b.Name, b.Environment, b.Latency)
        && (a.Operation == b.Operation || after.Operations.Any(o => o.Name == b.Operation && o.RenamedFrom.Contains(a.Operation)));

    private static string Names(string what, IReadOnlyList<string> names) =>
        $"The {what}{(names.Count == 1 ? "" : "s")} {string.Join(", ", names.Take(20))}{(names.Count > 20 ? $" and {names.Count - 20} more" : "")} {(names.Count == 1 ? "is" : "are")}";
}
