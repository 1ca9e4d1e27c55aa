using Upshot.Plan.Migrations;

namespace Upshot.Plan.Diff;

/// <summary>The attributes that one signal carries, before and now.</summary>
internal static class AttributeUseDiff
{
    public static void Compare(Difference difference, SignalPair pair)
    {
        var (before, after) = (pair.Before, pair.After);
        var now = after.Attributes.GroupBy(a => a.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var then = new HashSet<string>(before.Attributes.Select(a => a.Name), StringComparer.Ordinal);
        var steps = MigrationChain.Between(after.Migrations, before.Version, after.Version) ?? [];
        var renamed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var use in before.Attributes)
        {
            if (now.TryGetValue(use.Name, out var same))
            {
                Requirement(use, same);
                continue;
            }

            var declared = MigrationChain.AttributeAfter(steps, use.Name);
            var name = now.ContainsKey(declared) ? declared : use.Definition.RenamedTo is { Length: > 0 } to && now.ContainsKey(to) ? to : difference.Renames.Attribute(use.Name, now.ContainsKey);
            if (name is not null)
            {
                renamed.Add(name);
                Add(Change($"attribute {use.Name}", use.Name, name, now[name].Location) with { Kind = ChangeKind.Renamed, Reason = "What was recorded stands under the old name." }, h => MigrationChain.AttributeAfter(h, use.Name) == name, $"attributes: {{ {use.Name}: {name} }}", isDeclared: !difference.HasVersions);
                Requirement(use, now[name]);
            }
            else if (use.Requirement == RequirementLevel.OptIn || use.Definition.Deprecated.Length > 0)
            {
                difference.Add(Change($"attribute {use.Name}", Says(use), "", after.Location) with { Kind = ChangeKind.Removed, Reason = use.Requirement == RequirementLevel.OptIn ? "It was there on demand only." : "It was deprecated before." });
            }
            else
            {
                Add(Change($"attribute {use.Name}", Says(use), "", after.Location) with { Kind = ChangeKind.Removed, Reason = "Whoever filters or groups by it finds nothing any more." }, _ => true, "", isDeclared: false);
            }
        }

        foreach (var added in after.Attributes.Where(a => !then.Contains(a.Name) && !renamed.Contains(a.Name)))
        {
            difference.Add(Change($"attribute {added.Name}", "", Says(added), added.Location) with
            {
                Kind = ChangeKind.Added,
                Reason = added.Requirement == RequirementLevel.Required ? "Call sites must give it; what was recorded before lacks it." : "",
            });
        }

        void Requirement(SignalAttribute was, SignalAttribute isNow)
        {
            if (was.SetAt != isNow.SetAt)
            {
                difference.Add(Change($"attribute {isNow.Name} set", was.SetAt.ToString().ToLowerInvariant(), isNow.SetAt.ToString().ToLowerInvariant(), isNow.Location));
            }

            if (was.Requirement == isNow.Requirement)
            {
                return;
            }

            var change = Change($"attribute {isNow.Name} requirement", Says(was), Says(isNow), isNow.Location);
            if (was.Requirement == RequirementLevel.Required || isNow.Requirement == RequirementLevel.OptIn)
            {
                var reason = isNow.Requirement == RequirementLevel.OptIn ? "It is there on demand only: whoever filters or groups by it finds less." : "Whoever relied on it must live without it now.";
                Add(change with { Reason = reason }, _ => true, "", isDeclared: false, $"Leave it {Says(was)}.");
            }
            else
            {
                difference.Add(change);
            }
        }

        PlanChange Change(string field, string was, string isNow, SourceLocation location) => new(Uses.KindOf(after), after.Name, ChangeKind.Changed, location)
        {
            Field = field,
            Before = was,
            After = isNow,
            Touches = difference.Touches(u => u.OfSignal(after)),
        };

        void Add(PlanChange change, Func<IReadOnlyList<Migration>, bool> needs, string example, bool isDeclared, string remedy = "Keep it as deprecated first, with renamed_to where there is a new name.") => difference.Add(
            isDeclared ? change with { IsBreaking = true, Migration = MigrationState.Declared }
            : difference.HasVersions ? new Proof(before, after).Judge(change, needs, example)
            : change with { IsBreaking = true, Migration = MigrationState.Missing, Remedy = remedy });
    }

    private static string Says(SignalAttribute use) => use.Requirement switch
    {
        RequirementLevel.Required => "required",
        RequirementLevel.ConditionallyRequired => "conditionally_required",
        RequirementLevel.OptIn => "opt_in",
        _ => "recommended",
    };
}
