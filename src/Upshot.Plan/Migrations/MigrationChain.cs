namespace Upshot.Plan.Migrations;

/// <summary>Several migration steps, one after the other.</summary>
public static class MigrationChain
{
    /// <summary>The steps from one version to a later one, in order; null when one is missing.</summary>
    public static IReadOnlyList<Migration>? Between(IReadOnlyList<Migration> migrations, int from, int to)
    {
        var steps = new List<Migration>();
        for (var at = from; at < to;)
        {
            // Several steps from one version are a mistake that the check reports; the longest is as good as any.
            var next = migrations.Where(m => m.From == at && m.To > at && m.To <= to).OrderByDescending(m => m.To).FirstOrDefault();
            if (next is null)
            {
                return null;
            }

            steps.Add(next);
            at = next.To;
        }

        return steps;
    }

    /// <summary>The name of an attribute after these steps.</summary>
    public static string AttributeAfter(IEnumerable<Migration> steps, string name) =>
        steps.Aggregate(name, (at, step) => step.Attributes.TryGetValue(at, out var next) ? next : at);

    /// <summary>A value of an attribute after these steps; the attribute is named as before them.</summary>
    public static string ValueAfter(IEnumerable<Migration> steps, string attribute, string value)
    {
        foreach (var step in steps)
        {
            attribute = step.Attributes.TryGetValue(attribute, out var next) ? next : attribute;
            value = step.Values.TryGetValue(attribute, out var values) && values.TryGetValue(value, out var changed) ? changed : value;
        }

        return value;
    }

    /// <summary>The conversion of units over these steps; null when one of them is not known.</summary>
    public static UnitConversion? Conversion(IEnumerable<Migration> steps)
    {
        var all = UnitConversion.None;
        foreach (var unit in steps.Select(h => h.Unit).OfType<UnitChange>())
        {
            if (UnitConversion.Between(unit.From, unit.To) is not { } one)
            {
                return null;
            }

            all = all.Then(one);
        }

        return all;
    }
}
