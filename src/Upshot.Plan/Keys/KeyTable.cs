using Upshot.Plan.Problems;

namespace Upshot.Plan.Keys;

/// <summary>One key of a map: how it is written, what may stand there, and what it means.</summary>
internal sealed record Key(string Name, Shape Shape, string Doc, bool Required = false)
{
    /// <summary>The rule that a missing required key breaks.</summary>
    public Rule Missing { get; init; } = Rules.MissingKey;

    /// <summary>The default, in words; empty: none.</summary>
    public string Default { get; init; } = "";
}

/// <summary>The keys that one kind of map may hold.</summary>
internal sealed class KeyTable
{
    private readonly Dictionary<string, Key> _byName;

    public KeyTable(string name, string doc, params Key[] keys)
    {
        Name = name;
        Doc = doc;
        Keys = keys;
        _byName = keys.ToDictionary(k => k.Name, StringComparer.Ordinal);
    }

    /// <summary>What such a map describes: "operation".</summary>
    public string Name { get; }
    public string Doc { get; }
    public IReadOnlyList<Key> Keys { get; }

    /// <summary>Keys that the table does not hold belong to others and are left alone.</summary>
    public bool Open { get; init; }

    public Key? Find(string name) => _byName.TryGetValue(name, out var key) ? key : null;
}
