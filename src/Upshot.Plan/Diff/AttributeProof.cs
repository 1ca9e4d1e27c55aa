namespace Upshot.Plan.Diff;

/// <summary>A breaking change of an attribute is one of every signal that carries it: each needs its version and its migration.</summary>
internal static class AttributeProof
{
    public static PlanChange Judge(Difference difference, string nameBefore, string nameAfter, PlanChange change, Func<IReadOnlyList<Migration>, bool> needs, string example)
    {
        change = change with { IsBreaking = true, Migration = MigrationState.Declared };
        if (!difference.HasVersions)
        {
            return change with { Migration = MigrationState.Missing, Remedy = "Keep it as it was, deprecate it, and give what is new a name of its own." };
        }

        if (difference.Before.Signals.Concat(difference.After.Signals).All(s => s.Attributes.All(a => a.Name != nameBefore && a.Name != nameAfter)))
        {
            return change with
            {
                Migration = MigrationState.Missing,
                Remedy = $"No signal of the plan carries {nameBefore}, so that no migration can say it. Keep it as it was, give what is new a name of its own, or accept the step by name.",
            };
        }

        var missing = new List<string>();
        var remedy = "";
        foreach (var pair in Carriers(difference, nameBefore, nameAfter))
        {
            var judged = new Proof(pair.Before, pair.After).Judge(change, needs, example);
            if (judged.Migration == MigrationState.Missing)
            {
                missing.Add(pair.After.Name);
                remedy = judged.Remedy;
            }
        }

        return missing.Count == 0 ? change : change with { Migration = MigrationState.Missing, Remedy = $"In {string.Join(", ", missing)}: {remedy}" };
    }

    private static IEnumerable<SignalPair> Carriers(Difference difference, string nameBefore, string nameAfter) =>
        difference.Pairs.Pairs.Where(p => p.Part is null && p.Before.Attributes.Any(a => a.Name == nameBefore) && p.After.Attributes.Any(a => a.Name == nameAfter));
}
