using Upshot.Plan.Migrations;

namespace Upshot.Plan.Diff;

/// <summary>What the comparison is at work on: the two plans, and the changes found so far.</summary>
internal sealed class Difference(ProductPlan before, ProductPlan after, KnownRenames renames)
{
    private readonly Uses _usesBefore = new(before);
    private readonly Uses _usesAfter = new(after);
    private SignalPairs? _pairs;

    public ProductPlan Before { get; } = before;

    public ProductPlan After { get; } = after;

    /// <summary>Renames that stand elsewhere than under <c>migrations:</c>.</summary>
    public KnownRenames Renames { get; } = renames;

    public SignalPairs Pairs => _pairs ??= SignalPairs.Of(this);

    /// <summary>Signals of a product carry versions; a bare registry has one version as a whole.</summary>
    public bool HasVersions => After.Product.Length > 0;

    public List<PlanChange> Changes { get; } = [];

    /// <summary>What rests on something, before or now.</summary>
    public IReadOnlyList<Touched> Touches(Func<Uses, IEnumerable<Touched>> ask) => [.. ask(_usesBefore).Concat(ask(_usesAfter)).Distinct()];

    public void Add(PlanChange change) => Changes.Add(change);

    /// <summary>Things that have names and no version: what came, what went, what stayed.</summary>
    public void Compare<T>(string what, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> name, Func<T, SourceLocation> location, Action<T> gone, Action<T, T> both)
    {
        var now = after.GroupBy(name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var then = new HashSet<string>(before.Select(name), StringComparer.Ordinal);
        foreach (var thing in before)
        {
            if (now.TryGetValue(name(thing), out var same))
            {
                both(thing, same);
            }
            else
            {
                gone(thing);
            }
        }

        foreach (var thing in after.Where(t => !then.Contains(name(t))))
        {
            Add(new(what, name(thing), ChangeKind.Added, location(thing)));
        }
    }
}
