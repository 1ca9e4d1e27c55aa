namespace Upshot.Plan.Migrations;

/// <summary>
/// Renames that registries and schema files declare: <c>deprecated: renamed_to</c> of the later registry, and what the
/// caller knows besides.
/// </summary>
internal sealed class KnownRenames
{
    private const int MostHops = 32;
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);
    private readonly Dictionary<(SignalKind, string), string> _signals = [];

    public static KnownRenames Of(ProductPlan after)
    {
        var renames = new KnownRenames();
        foreach (var attribute in after.Attributes.Where(a => a.RenamedTo.Length > 0))
        {
            renames._attributes[attribute.Name] = attribute.RenamedTo;
        }

        foreach (var signal in after.Signals.Where(s => s.RenamedTo.Length > 0))
        {
            renames._signals[(signal.Kind, signal.Name)] = signal.RenamedTo;
        }

        return renames;
    }

    public void AddAttribute(string from, string to)
    {
        if (!_attributes.ContainsKey(from))
        {
            _attributes.Add(from, to);
        }
    }

    public void AddSignal(SignalKind kind, string from, string to)
    {
        if (!_signals.ContainsKey((kind, from)))
        {
            _signals.Add((kind, from), to);
        }
    }

    /// <summary>The new name after every migration step that is declared and one of these accepts; null: there is none.</summary>
    public string? Attribute(string name, Func<string, bool> wanted) => Follow(name, n => _attributes.TryGetValue(n, out var next) ? next : null, wanted);

    public string? Signal(SignalKind kind, string name, Func<string, bool> wanted) => Follow(name, n => _signals.TryGetValue((kind, n), out var next) ? next : null, wanted);

    private static string? Follow(string name, Func<string, string?> next, Func<string, bool> wanted)
    {
        var steps = 0;
        for (var at = next(name); at is not null && steps < MostHops; at = next(at), steps++)
        {
            if (wanted(at))
            {
                return at;
            }
        }

        return null;
    }
}
