using Upshot.Plan.Migrations;

namespace Upshot.Plan.Diff;

/// <summary>Definitions of attributes; a change of one concerns every signal that carries it.</summary>
internal static class AttributeDiff
{
    public static void Compare(Difference difference)
    {
        var now = difference.After.Attributes.ToDictionary(a => a.Name, StringComparer.Ordinal);
        var then = new HashSet<string>(difference.Before.Attributes.Select(a => a.Name), StringComparer.Ordinal);
        var used = new HashSet<string>(difference.Before.Signals.SelectMany(s => s.Attributes).Select(a => a.Name), StringComparer.Ordinal);
        var steps = difference.After.Signals.SelectMany(s => s.Migrations).ToList();
        var renamed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var before in difference.Before.Attributes)
        {
            if (now.TryGetValue(before.Name, out var same))
            {
                Deprecation(difference, before, same);
                Fields(difference, before, same);
            }
            else if (NewName(before) is { } name)
            {
                renamed.Add(name);
                difference.Add(Change(difference, now[name]) with { Kind = ChangeKind.Renamed, Before = before.Name, After = name, IsBreaking = true, Migration = MigrationState.Declared });
                Fields(difference, before, now[name]);
            }
            else
            {
                difference.Add(Removed(difference, before, used.Contains(before.Name)));
            }
        }

        foreach (var added in difference.After.Attributes.Where(a => !then.Contains(a.Name) && !renamed.Contains(a.Name)))
        {
            difference.Add(Change(difference, added) with { Kind = ChangeKind.Added });
        }

        string? NewName(AttributeDefinition before) =>
            before.RenamedTo.Length > 0 && now.ContainsKey(before.RenamedTo)
                ? before.RenamedTo
                : difference.Renames.Attribute(before.Name, now.ContainsKey)
                    ?? steps.Select(h => h.Attributes.TryGetValue(before.Name, out var to) && now.ContainsKey(to) ? to : null).FirstOrDefault(n => n is not null);
    }

    private static PlanChange Removed(Difference difference, AttributeDefinition before, bool isUsed)
    {
        var change = new PlanChange("attribute", before.Name, ChangeKind.Removed, before.Location) { Touches = difference.Touches(u => u.OfAttribute(before.Name)) };
        return before.Deprecated.Length > 0 ? change with { Reason = "It was deprecated before." }
            : difference.HasVersions && isUsed ? change with { Reason = "The signals that carried it say what that means for them." }
            : difference.HasVersions ? change with { Reason = "No signal carried it." }
            : change with
            {
                IsBreaking = true,
                Reason = "Whoever reads it finds nothing any more.",
                Migration = MigrationState.Missing,
                Remedy = "Keep it as deprecated, with renamed_to where there is a new name.",
            };
    }

    private static void Deprecation(Difference difference, AttributeDefinition before, AttributeDefinition after)
    {
        if (before.Deprecated.Length > 0 || after.Deprecated.Length == 0)
        {
            return;
        }

        if (!difference.HasVersions && difference.After.Attributes.FirstOrDefault(a => a.Name == after.RenamedTo) is { } successor)
        {
            // Only what would be read wrongly under the new name.
            Fields(difference, before, successor, isSuccessor: true);
        }

        difference.Add(after.RenamedTo.Length > 0
            ? Change(difference, after) with { Name = after.RenamedTo, Kind = ChangeKind.Renamed, Before = after.Name, After = after.RenamedTo, IsBreaking = true, Migration = MigrationState.Declared, Reason = "The old name is still declared, as deprecated." }
            : Change(difference, after) with { Field = "deprecated", After = SignalDiff.OneLine(after.Deprecated) });
    }

    private static void Fields(Difference difference, AttributeDefinition before, AttributeDefinition after, bool isSuccessor = false)
    {
        var fields = new FieldChanges(difference, "attribute", after.Name, after.Location, u => u.OfAttribute(after.Name));
        if (before.Type != after.Type)
        {
            var change = fields.Change("type", before.Type, after.Type);
            difference.Add(IsText(before.Type) && IsText(after.Type)
                ? change with { Reason = after.Type == "enum" ? "Values recorded before may not be among the allowed ones." : "Any text is allowed now." }
                : Judge(change with { Reason = "Values of two types do not stand in one column." }, _ => true, ""));
        }

        Values(difference, fields, before, after);
        if (isSuccessor)
        {
            return;
        }

        if (before.Privacy != after.Privacy || before.Redaction != after.Redaction)
        {
            var (was, now) = (Handling(before), Handling(after));
            var change = before.Privacy == after.Privacy
                ? fields.Change("redaction", was, now)
                : fields.Change("privacy", Says(before.Privacy), Says(after.Privacy));
            difference.Add(was == now
                ? change
                : Judge(change with { Reason = $"Values were {was} and are {now} now: those before and after do not meet." }, _ => true, ""));
        }

        fields.Compatible("range", FieldChanges.Text(before.Range), FieldChanges.Text(after.Range));
        fields.Compatible("cardinality", FieldChanges.Text(before.Cardinality), FieldChanges.Text(after.Cardinality));
        fields.Compatible("stability", before.Stability, after.Stability);

        PlanChange Judge(PlanChange change, Func<IReadOnlyList<Migration>, bool> needs, string example) => AttributeProof.Judge(difference, before.Name, after.Name, change, needs, example);
    }

    private static void Values(Difference difference, FieldChanges fields, AttributeDefinition before, AttributeDefinition after)
    {
        if (before.AllowedValues.Count == 0 || after.AllowedValues.Count == 0)
        {
            return;
        }

        var added = after.AllowedValues.Select(v => v.Value).Except(before.AllowedValues.Select(v => v.Value)).ToList();
        var removed = before.AllowedValues.Select(v => v.Value).Except(after.AllowedValues.Select(v => v.Value)).ToList();
        if (removed.Count > 0)
        {
            // The same member with another value was renamed; it needs a map.
            var renamed = before.AllowedValues.Where(v => removed.Contains(v.Value))
                .Select(v => (From: v.Value, To: after.AllowedValues.FirstOrDefault(n => n.Id == v.Id)?.Value))
                .Where(v => v.To is not null)
                .ToList();
            var example = renamed.Count == 0 ? "" : $"values: {{ {after.Name}: {{ {string.Join(", ", renamed.Select(v => $"{v.From}: {v.To}"))} }} }}";
            difference.Add(AttributeProof.Judge(
                difference,
                before.Name,
                after.Name,
                fields.Change("allowed values", FieldChanges.Text(removed), FieldChanges.Text(added)) with { Reason = "Values that were recorded are no longer declared." },
                steps => renamed.All(v => MigrationChain.ValueAfter(steps, before.Name, v.From) is var value && value != v.From && after.AllowedValues.Any(n => n.Value == value)),
                example));
        }
        else
        {
            fields.Compatible("allowed values", "", FieldChanges.Text(added));
        }
    }

    private static PlanChange Change(Difference difference, AttributeDefinition after) =>
        new("attribute", after.Name, ChangeKind.Changed, after.Location) { Touches = difference.Touches(u => u.OfAttribute(after.Name)) };

    private static bool IsText(string type) => type is "string" or "enum";

    private static string Says(PrivacyClass? privacy) => privacy?.ToString().ToLowerInvariant() ?? "";

    private static string Handling(AttributeDefinition attribute) => (attribute.Privacy, attribute.Redaction) switch
    {
        (not (PrivacyClass.Personal or PrivacyClass.Secret), _) => "kept",
        (_, Redaction.Drop) or (PrivacyClass.Secret, null) => "dropped",
        (_, Redaction.Mask) => "masked",
        _ => "hashed",
    };
}
