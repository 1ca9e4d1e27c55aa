using Upshot.Plan.Values;

namespace Upshot.Plan.Diff;

/// <summary>Objectives: counts of earlier minutes are made again from rollups for another target, so that numbers may change and meanings may not.</summary>
internal static class ObjectiveDiff
{
    public static void Compare(Difference difference)
    {
        var pairs = new Dictionary<string, Objective>(StringComparer.Ordinal);
        foreach (var added in difference.After.Objectives.Where(o => difference.Before.Objectives.All(b => b.Name != o.Name)))
        {
            if (difference.Before.Objectives.FirstOrDefault(b => difference.After.Objectives.All(o => o.Name != b.Name) && !pairs.ContainsKey(b.Name) && IsSame(b, added)) is { } before)
            {
                pairs.Add(before.Name, added);
            }
        }

        foreach (var before in difference.Before.Objectives)
        {
            if (pairs.TryGetValue(before.Name, out var renamed))
            {
                difference.Add(new("objective", renamed.Name, ChangeKind.Renamed, renamed.Location)
                {
                    Before = before.Name,
                    After = renamed.Name,
                    Reason = "Its earlier minutes are counted again from the rollups.",
                    Touches = difference.Touches(u => u.OfObjective(before).Concat(u.OfObjective(renamed))),
                });
                Changed(difference, before, renamed);
            }
            else if (difference.After.Objectives.FirstOrDefault(o => o.Name == before.Name) is { } same)
            {
                Changed(difference, before, same);
            }
            else
            {
                difference.Add(new("objective", before.Name, ChangeKind.Removed, before.Location)
                {
                    IsBreaking = true,
                    Reason = "Its budget and its alerts end.",
                    Migration = MigrationState.Missing,
                    Remedy = "Keep it, or accept its end by name.",
                    Touches = difference.Touches(u => u.OfObjective(before)),
                });
            }
        }

        foreach (var added in difference.After.Objectives.Where(o => difference.Before.Objectives.All(b => b.Name != o.Name) && !pairs.ContainsValue(o)))
        {
            difference.Add(new("objective", added.Name, ChangeKind.Added, added.Location) { Touches = difference.Touches(u => u.OfObjective(added)) });
        }
    }

    private static bool IsSame(Objective a, Objective b) =>
        a.Operation == b.Operation && a.Latency == b.Latency && a.Throughput == b.Throughput && a.Journey?.Name == b.Journey?.Name && a.Outcome?.Name == b.Outcome?.Name && Success(a) == Success(b) && a.Environment == b.Environment && a.Target == b.Target && FieldChanges.Text(a.Window) == FieldChanges.Text(b.Window);

    private static void Changed(Difference difference, Objective before, Objective after)
    {
        var fields = new FieldChanges(difference, "objective", after.Name, after.Location, u => u.OfObjective(after));
        var renamedOperation = difference.After.Operations.Any(o => o.Name == after.Operation && o.RenamedFrom.Contains(before.Operation));
        if (renamedOperation)
        {
            fields.Compatible("operation", before.Operation, after.Operation, "The operation was renamed.");
        }
        else
        {
            fields.Breaking("operation", before.Operation, after.Operation, "Its budget is about something else than before.", "Give the new promise a name of its own, or accept the step in its history by name.");
        }

        if (before.Kind != after.Kind)
        {
            fields.Breaking("latency", FieldChanges.Text(before.Latency), FieldChanges.Text(after.Latency), $"It was about {Kind(before)} and is about {Kind(after)} now.", "Give the new promise a name of its own, or accept the step in its history by name.");
        }
        else
        {
            fields.Compatible("latency", FieldChanges.Text(before.Latency), FieldChanges.Text(after.Latency), "Earlier minutes are counted again from the rollups, within their error.");
        }

        fields.Breaking("success", Success(before), Success(after), "Something else is good than before, and earlier minutes cannot be counted again.", "Give the new promise a name of its own, or accept that its budget begins anew.");
        fields.Breaking("journey", before.Journey?.Name ?? "", after.Journey?.Name ?? "", "Something else is good than before.", "Give the new promise a name of its own, or accept that its budget begins anew.");
        fields.Breaking("outcome", before.Outcome?.Name ?? "", after.Outcome?.Name ?? "", "Something else is good than before.", "Give the new promise a name of its own, or accept that its budget begins anew.");
        fields.Compatible("throughput", Rated(before), Rated(after), "Earlier minutes are judged again.");
        fields.Compatible("hours", FieldChanges.Text(before.Hours), FieldChanges.Text(after.Hours), "Other minutes count.");
        fields.Compatible("alerts", Alerts(difference.Before, before), Alerts(difference.After, after), "Its alerts fire at other times; upshot review says when they would have.");
        fields.Compatible("target", Share.Format(before.Target), Share.Format(after.Target), after.Target > before.Target ? "The budget is smaller: alerts fire earlier." : "The budget is larger: alerts fire later.");
        fields.Compatible("window", FieldChanges.Text(before.Window), FieldChanges.Text(after.Window), "The budget is counted over another length of time, and its alerts have other factors.");
        fields.Compatible("environment", before.Environment ?? "", after.Environment ?? "", "It is about other requests: its minutes are counted again, and its budget begins anew.");
        fields.Compatible("owner", before.Owner, after.Owner);
        fields.Compatible("reason", before.Reason, after.Reason);
        fields.Compatible("decision", before.Decision, after.Decision);
        fields.Compatible("runbook", before.Runbook, after.Runbook);
    }

    private static string Success(Objective objective) => string.Join(", ", objective.Success.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {c.Value}"));

    private static string Rated(Objective objective) => objective.Throughput is { } rate ? Rate.Format(rate) : "";

    // What the plan says of all objectives is a change of the plan.
    private static string Alerts(ProductPlan plan, Objective objective) => objective.Alerts is null ? "" : SettingsDiff.Alerts(plan.AlertsOf(objective));

    private static string Kind(Objective objective) => objective.Kind.ToString().ToLowerInvariant();
}
