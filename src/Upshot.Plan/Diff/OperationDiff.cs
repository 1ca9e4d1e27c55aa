using Upshot.Plan.Migrations;

namespace Upshot.Plan.Diff;

/// <summary>Operations: what is counted under their names must stay the same thing.</summary>
internal static class OperationDiff
{
    public static void Compare(Difference difference)
    {
        var now = difference.After.Operations.ToDictionary(o => o.Name, StringComparer.Ordinal);
        var then = new HashSet<string>(difference.Before.Operations.Select(o => o.Name), StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var before in difference.Before.Operations)
        {
            if (now.TryGetValue(before.Name, out var same))
            {
                Changed(difference, before, same);
            }
            else if (difference.After.Operations.FirstOrDefault(o => o.RenamedFrom.Contains(before.Name)) is { } declared)
            {
                taken.Add(declared.Name);
                difference.Add(Renamed(difference, before, declared) with { IsBreaking = true, Migration = MigrationState.Declared });
                Changed(difference, before, declared);
            }
            else if (difference.After.Operations.FirstOrDefault(o => !then.Contains(o.Name) && FieldChanges.Text(o.Entry) == FieldChanges.Text(before.Entry)) is { } alike)
            {
                taken.Add(alike.Name);
                difference.Add(Renamed(difference, before, alike) with
                {
                    IsBreaking = true,
                    Migration = MigrationState.Missing,
                    Reason = "What was counted before stands under the old name.",
                    Remedy = $"Add renamed_from: [{before.Name}] to the operation {alike.Name}.",
                });
                Changed(difference, before, alike);
            }
            else
            {
                difference.Add(new("operation", before.Name, ChangeKind.Removed, before.Location)
                {
                    IsBreaking = true,
                    Reason = "Its budgets, alerts and comparisons end.",
                    Migration = MigrationState.Missing,
                    Remedy = "Keep it, name it under renamed_from of the operation that took its place, or accept its end by name.",
                    Touches = difference.Touches(u => u.OfOperation(before.Name)),
                });
            }
        }

        foreach (var added in difference.After.Operations.Where(o => !then.Contains(o.Name) && !taken.Contains(o.Name)))
        {
            difference.Add(new("operation", added.Name, ChangeKind.Added, added.Location));
        }
    }

    private static PlanChange Renamed(Difference difference, Operation before, Operation after) => new("operation", after.Name, ChangeKind.Renamed, after.Location)
    {
        Before = before.Name,
        After = after.Name,
        Touches = difference.Touches(u => u.OfOperation(before.Name).Concat(u.OfOperation(after.Name))),
    };

    private static void Changed(Difference difference, Operation before, Operation after)
    {
        var fields = new FieldChanges(difference, "operation", after.Name, after.Location, u => u.OfOperation(after.Name));
        fields.Compatible("owner", before.Owner, after.Owner);
        fields.Compatible("description", before.Description, after.Description);
        fields.Compatible("requests_per_day", FieldChanges.Text(before.RequestsPerDay), FieldChanges.Text(after.RequestsPerDay));
        fields.Compatible("mix", FieldChanges.Text(before.Mix), FieldChanges.Text(after.Mix));
        var (was, now) = (FieldChanges.Text(before.Entry), FieldChanges.Text(after.Entry));
        if (was == now)
        {
            return;
        }

        var change = fields.Change("entry", was, now);
        difference.Add(SelectorFollows(difference, before.Entry, after.Entry)
            ? change with { IsBreaking = true, Migration = MigrationState.Declared, Reason = "The spans are the same ones under the names that migrations give them." }
            : change with
            {
                IsBreaking = true,
                Reason = "Other spans are counted than before, under the same name.",
                Migration = MigrationState.Missing,
                Remedy = "Declare an operation with a name of its own, migrate the span or attribute whose name changed, or accept the step in its history by name.",
            });
    }

    /// <summary>True when the selectors differ only by names that migrations lead from the one to the other.</summary>
    internal static bool SelectorFollows(Difference difference, SpanSelector before, SpanSelector after)
    {
        // Entries are spans: what a metric's attribute was called says nothing about them.
        var chains = difference.After.Signals.Where(s => s.Kind == SignalKind.Span).Select(s => s.Migrations.OrderBy(m => m.From).ToList()).ToList();
        return before.Service == after.Service && before.Route == after.Route && before.Method == after.Method && before.Kind == after.Kind
            && (before.Span == after.Span || difference.After.Signals.Any(s => s.Kind == SignalKind.Span && s.Name == after.Span && s.Migrations.Any(m => m.RenamedFrom == before.Span)))
            && before.Attributes.Count == after.Attributes.Count
            && before.Attributes.All(a => after.Attributes.Any(b => Follows(a, b)));

        // From whichever version the words of before are.
        bool Follows(KeyValuePair<string, string> a, KeyValuePair<string, string> b) =>
            (a.Key == b.Key && a.Value == b.Value)
            || chains.Any(steps => Enumerable.Range(0, steps.Count).Any(first =>
                MigrationChain.AttributeAfter(steps.Skip(first), a.Key) == b.Key && MigrationChain.ValueAfter(steps.Skip(first), a.Key, a.Value) == b.Value));
    }
}
