namespace Upshot.Plan.Migrations;

/// <summary>Several hops, one after the other.</summary>
public static class MigrationChain
{
    /// <summary>The hops from one version to a later one, in order; null when one is missing.</summary>
    public static IReadOnlyList<Migration>? Between(IReadOnlyList<Migration> migrations, int from, int to)
    {
        var hops = new List<Migration>();
        for (var at = from; at < to;)
        {
            // Several hops from one version are a mistake that the check reports; the longest is as good as any.
            var next = migrations.Where(m => m.From == at && m.To > at && m.To <= to).OrderByDescending(m => m.To).FirstOrDefault();
            if (next is null)
            {
                return null;
            }

            hops.Add(next);
            at = next.To;
        }

        return hops;
    }

    /// <summary>The name of an attribute after these hops.</summary>
    public static string AttributeAfter(IEnumerable<Migration> hops, string name) =>
        hops.Aggregate(name, (at, hop) => hop.Attributes.TryGetValue(at, out var next) ? next : at);

    /// <summary>A value of an attribute after these hops; the attribute is named as before them.</summary>
    public static string ValueAfter(IEnumerable<Migration> hops, string attribute, string value)
    {
        foreach (var hop in hops)
        {
            attribute = hop.Attributes.TryGetValue(attribute, out var next) ? next : attribute;
            value = hop.Values.TryGetValue(attribute, out var values) && values.TryGetValue(value, out var changed) ? changed : value;
        }

        return value;
    }

    /// <summary>The conversion of units over these hops; null when one of them is not known.</summary>
    public static UnitConversion? Conversion(IEnumerable<Migration> hops)
    {
        var all = UnitConversion.None;
        foreach (var unit in hops.Select(h => h.Unit).OfType<UnitChange>())
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
