namespace Upshot.Plan.Migrations;

/// <summary>How one item of a signal's earlier or later version is translated to another version.</summary>
public sealed record SignalTranslation
{
    private static readonly IReadOnlyDictionary<string, string> s_nothing = new Dictionary<string, string>();

    public SignalTranslation(SignalRevision revision) => (Revision, Name, Unit) = (revision, revision.Name, revision.Unit);

    /// <summary>What it is translated from.</summary>
    public SignalRevision Revision { get; }

    public string Name { get; init; }

    public string Unit { get; init; }

    public UnitConversion Conversion { get; init; } = UnitConversion.None;

    /// <summary>Only items whose attributes (by their name in <see cref="Revision"/>) have these values.</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } = s_nothing;

    /// <summary>New names of attributes by their name in <see cref="Revision"/>; empty: the attribute is gone.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = s_nothing;

    /// <summary>New values by old ones, by the attribute's name in <see cref="Revision"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Attributes that are added, by their new name.</summary>
    public IReadOnlyDictionary<string, string> Added { get; init; } = s_nothing;

    public bool ChangesNothing => Name == Revision.Name && Unit == Revision.Unit && Conversion.IsNone && Attributes.Count == 0 && Values.Count == 0 && Added.Count == 0;

    /// <summary>The translated attributes; null: the translation is not for this item.</summary>
    public IReadOnlyDictionary<string, string>? Translate(IReadOnlyDictionary<string, string> attributes)
    {
        if (Where.Any(w => !attributes.TryGetValue(w.Key, out var value) || value != w.Value))
        {
            return null;
        }

        var translated = Added.ToDictionary(a => a.Key, a => a.Value);
        foreach (var attribute in attributes)
        {
            var name = Attributes.TryGetValue(attribute.Key, out var renamed) ? renamed : attribute.Key;
            if (name.Length > 0 && (name == attribute.Key || !attributes.ContainsKey(name) || Attributes.ContainsKey(name)))
            {
                translated[name] = Values.TryGetValue(attribute.Key, out var values) && values.TryGetValue(attribute.Value, out var value) ? value : attribute.Value;
            }
        }

        return translated;
    }

    /// <param name="name">What the signal is called after the step.</param>
    internal SignalTranslation Forward(Migration step, string name)
    {
        var translated = Rename(step.Attributes) with { Name = name };
        if (step.Unit is { } unit && UnitConversion.Between(unit.From, unit.To) is { } conversion)
        {
            translated = translated with { Unit = unit.To, Conversion = translated.Conversion.Then(conversion) };
        }

        foreach (var values in step.Values)
        {
            translated = translated.Map(values.Key, values.Value);
        }

        return step.Split is { } split ? translated.Only(split.Attribute, split.Value) : step.Merge is { Attribute.Length: > 0 } merge && merge.Signals.TryGetValue(Name, out var origin) ? translated.Add(merge.Attribute, origin) : translated;
    }

    internal IEnumerable<SignalTranslation> Back(Migration step)
    {
        var translated = this;
        foreach (var values in step.Values)
        {
            translated = translated.Map(values.Key, values.Value.ToDictionary(v => v.Value, v => v.Key));
        }

        translated = translated.Rename(step.Attributes.ToDictionary(a => a.Value, a => a.Key));
        if (step.Unit is { } unit && UnitConversion.Between(unit.To, unit.From) is { } conversion)
        {
            translated = translated with { Unit = unit.From, Conversion = translated.Conversion.Then(conversion) };
        }

        if (step.Merge is { } merge)
        {
            return merge.Signals.Select(s => (translated with { Name = s.Key }).Only(merge.Attribute, s.Value));
        }

        return step.Split is { } split ? [(translated with { Name = split.Signal }).Add(split.Attribute, split.Value)]
            : [step.RenamedFrom.Length > 0 ? translated with { Name = step.RenamedFrom } : translated];
    }

    /// <summary>All at once, so that two attributes can change places.</summary>
    private SignalTranslation Rename(IReadOnlyDictionary<string, string> names)
    {
        var attributes = Attributes.ToDictionary(a => a.Key, a => a.Value);
        var added = Added.ToDictionary(a => names.TryGetValue(a.Key, out var to) ? to : a.Key, a => a.Value);
        foreach (var pair in names.Where(n => !Added.ContainsKey(n.Key)))
        {
            attributes[Original(pair.Key)] = pair.Value;
        }

        foreach (var same in attributes.Where(a => a.Key == a.Value).Select(a => a.Key).ToList())
        {
            attributes.Remove(same);
        }

        return this with { Attributes = attributes, Added = added };
    }

    private SignalTranslation Map(string attribute, IReadOnlyDictionary<string, string> map)
    {
        if (Added.TryGetValue(attribute, out var given))
        {
            return this with { Added = With(Added, attribute, map.TryGetValue(given, out var changed) ? changed : given) };
        }

        var original = Original(attribute);
        var values = new Dictionary<string, string>();
        if (Values.TryGetValue(original, out var before))
        {
            foreach (var pair in before)
            {
                values[pair.Key] = map.TryGetValue(pair.Value, out var next) ? next : pair.Value;
            }
        }

        // A value that another one was mapped to keeps its own way.
        foreach (var pair in map.Where(p => !values.ContainsKey(p.Key)))
        {
            values[pair.Key] = pair.Value;
        }

        return this with { Values = With(Values, original, values) };
    }

    private SignalTranslation Only(string attribute, string value)
    {
        if (Added.ContainsKey(attribute))
        {
            return this with { Added = Without(Added, attribute) };
        }

        var original = Original(attribute);
        var then = Values.TryGetValue(original, out var values) && values.FirstOrDefault(v => v.Value == value).Key is { } old ? old : value;
        return this with { Where = With(Where, original, then), Attributes = With(Attributes, original, "") };
    }

    private SignalTranslation Add(string attribute, string value) => this with { Added = With(Added, attribute, value) };

    private string Original(string name) => Attributes.FirstOrDefault(a => a.Value == name).Key ?? name;

    private static Dictionary<string, T> With<T>(IReadOnlyDictionary<string, T> map, string key, T value)
    {
        var copy = map.ToDictionary(p => p.Key, p => p.Value);
        copy[key] = value;
        return copy;
    }

    private static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> map, string key) => map.Where(p => p.Key != key).ToDictionary(p => p.Key, p => p.Value);
}
