namespace Upshot.Plan.Yaml;

/// <summary>A YAML value with the place where it stands.</summary>
internal abstract class YamlNode(SourceLocation location)
{
    public SourceLocation Location { get; } = location;

    /// <summary>How many nodes a walk over this one visits, aliases counted each time they are used.</summary>
    public long Size { get; protected set; } = 1;

    /// <summary>What a person would call it in a message.</summary>
    public abstract string Kind { get; }
}

internal sealed class YamlScalar(SourceLocation location, string text, bool plain) : YamlNode(location)
{
    public string Text { get; } = text;

    /// <summary>Written without quotes or a block indicator, so that 1 is a number and true a boolean.</summary>
    public bool Plain { get; } = plain;

    public bool IsNull => Plain && Text is "" or "~" or "null" or "Null" or "NULL";

    public bool IsBoolean => Plain && Text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE";

    public bool IsNumber => Plain && PlainNumber.IsNumber(Text);

    public override string Kind => IsNull ? "nothing" : IsBoolean ? "a boolean" : IsNumber ? "a number" : "text";
}

internal sealed class YamlList : YamlNode
{
    public YamlList(SourceLocation location, IReadOnlyList<YamlNode> items)
        : base(location)
    {
        Items = items;
        foreach (var item in items)
        {
            Size += item.Size;
        }
    }

    public IReadOnlyList<YamlNode> Items { get; }

    public override string Kind => "a list";
}

internal sealed record YamlEntry(string Key, SourceLocation Location, YamlNode Value);

internal sealed class YamlMap : YamlNode
{
    private readonly Dictionary<string, YamlEntry> _byKey = new(StringComparer.Ordinal);

    public YamlMap(SourceLocation location, IReadOnlyList<YamlEntry> entries)
        : base(location)
    {
        Entries = entries;
        foreach (var entry in entries)
        {
            _byKey[entry.Key] = entry;
            Size += 1 + entry.Value.Size;
        }
    }

    /// <summary>In the order of the file; keys are distinct.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; }

    public override string Kind => "a map";

    public YamlEntry? Find(string key) => _byKey.TryGetValue(key, out var entry) ? entry : null;
}
