namespace Upshot.Plan.Migrations;

/// <summary>One step of a schema file.</summary>
internal abstract record SchemaChange(SchemaSection Section)
{
    public abstract TranslatedItem Upgrade(TranslatedItem item);

    public abstract TranslatedItem Downgrade(TranslatedItem item);

    protected bool Concerns(TelemetryItem item) => Section == SchemaSection.All || Section == item.Section;

    /// <summary>Old names by new ones; several old ones for one new one mean that the way back is not known.</summary>
    protected static ILookup<string, string> Back(IReadOnlyDictionary<string, string> map) => map.ToLookup(p => p.Value, p => p.Key, StringComparer.Ordinal);
}

/// <param name="Names">Of spans or metrics that are concerned; empty: all.</param>
/// <param name="Events">Of span events that are concerned; empty: all.</param>
internal sealed record RenameAttributes(SchemaSection Section, IReadOnlyDictionary<string, string> Map, IReadOnlyList<string> Names, IReadOnlyList<string> Events) : SchemaChange(Section)
{
    public override TranslatedItem Upgrade(TranslatedItem translated)
    {
        var item = translated.Item;
        if (!IsMeant(item))
        {
            return translated;
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in item.Attributes)
        {
            // What bears the new name already stays: it was written by somebody who knew.
            var name = Map.TryGetValue(pair.Key, out var to) && !item.Attributes.ContainsKey(to) ? to : pair.Key;
            attributes[name] = pair.Value;
        }

        return translated with { Item = item with { Attributes = attributes } };
    }

    public override TranslatedItem Downgrade(TranslatedItem translated)
    {
        var item = translated.Item;
        if (!IsMeant(item))
        {
            return translated;
        }

        var back = Back(Map);
        var doubts = new List<string>(translated.Doubts);
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in item.Attributes)
        {
            var old = back[pair.Key].ToList();
            if (old.Count > 1)
            {
                doubts.Add($"{pair.Key} was {string.Join(" or ", old)}.");
            }

            attributes[old.Count == 1 && !item.Attributes.ContainsKey(old[0]) ? old[0] : pair.Key] = pair.Value;
        }

        return new(item with { Attributes = attributes }, doubts);
    }

    private bool IsMeant(TelemetryItem item) => Concerns(item)
        && (Names.Count == 0 || Names.Contains(item.Section == SchemaSection.SpanEvents ? item.Span : item.Name))
        && (Events.Count == 0 || Events.Contains(item.Name));
}

/// <summary>Metrics or span events have other names.</summary>
internal sealed record RenameNames(SchemaSection Section, IReadOnlyDictionary<string, string> Map) : SchemaChange(Section)
{
    public override TranslatedItem Upgrade(TranslatedItem translated) =>
        Concerns(translated.Item) && Map.TryGetValue(translated.Item.Name, out var name) ? translated with { Item = translated.Item with { Name = name } } : translated;

    public override TranslatedItem Downgrade(TranslatedItem translated)
    {
        if (!Concerns(translated.Item))
        {
            return translated;
        }

        var old = Back(Map)[translated.Item.Name].ToList();
        return old.Count switch
        {
            0 => translated,
            1 => translated with { Item = translated.Item with { Name = old[0] } },
            _ => translated with { Doubts = [.. translated.Doubts, $"{translated.Item.Name} was {string.Join(" or ", old)}."] },
        };
    }
}

/// <summary>A metric became several, one for each value of an attribute, which is gone.</summary>
internal sealed record SplitMetric(string Metric, string Attribute, IReadOnlyDictionary<string, string> ValueByMetric) : SchemaChange(SchemaSection.Metrics)
{
    public override TranslatedItem Upgrade(TranslatedItem translated)
    {
        var item = translated.Item;
        if (!Concerns(item) || item.Name != Metric || !item.Attributes.TryGetValue(Attribute, out var value))
        {
            return translated;
        }

        var name = ValueByMetric.FirstOrDefault(p => p.Value == value).Key;
        return name is null
            ? translated
            : translated with { Item = item with { Name = name, Attributes = item.Attributes.Where(a => a.Key != Attribute).ToDictionary(a => a.Key, a => a.Value) } };
    }

    public override TranslatedItem Downgrade(TranslatedItem translated)
    {
        var item = translated.Item;
        if (!Concerns(item) || !ValueByMetric.TryGetValue(item.Name, out var value))
        {
            return translated;
        }

        var attributes = item.Attributes.ToDictionary(a => a.Key, a => a.Value);
        attributes[Attribute] = value;
        return translated with { Item = item with { Name = Metric, Attributes = attributes } };
    }
}
