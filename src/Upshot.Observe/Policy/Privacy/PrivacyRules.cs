using Upshot.Plan;

namespace Upshot.Observe.Policy.Privacy;

/// <summary>What the plan classes, under every name that it is sent under.</summary>
/// <param name="Status">What becomes of the message of a span's status: it repeats an exception's.</param>
/// <param name="Hashed">Names in the plan whose values are hashed.</param>
internal sealed record PrivacyRules(ClassedNames Names, Treatment Status, IReadOnlyList<string> Hashed)
{
    /// <summary>Null: the plan classes nothing, and nothing has to be looked at.</summary>
    /// <param name="rules">How rows of other versions are translated: their names are classed as those of today.</param>
    public static PrivacyRules? Of(ProductPlan plan, IReadOnlyList<TranslationRule> rules)
    {
        var definitions = plan.Attributes.Concat(plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition)).ToList();
        var names = new Dictionary<string, Treatment>(StringComparer.Ordinal);
        var families = new Dictionary<string, Treatment>(StringComparer.Ordinal);
        foreach (var definition in definitions.Where(d => d.AtSource is not null))
        {
            Add(definition.Type.StartsWith("template[", StringComparison.Ordinal) ? families : names, definition.Name, Of(definition.AtSource!.Value));
        }

        if (names.Count == 0 && families.Count == 0)
        {
            return null;
        }

        // What the plan says of a name itself holds.
        var decided = definitions.Where(d => d.Privacy is not null).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (old, now) in Renamed(definitions, rules))
        {
            if (!decided.Contains(old) && names.TryGetValue(now, out var treatment))
            {
                Add(names, old, treatment);
            }
        }

        foreach (var (name, treatment) in names.ToList())
        {
            foreach (var (other, its) in LibraryNames.SameAs(name).Select(n => (n, treatment)).Concat(LibraryNames.Around(name, treatment)).Where(n => !decided.Contains(n.Item1)))
            {
                Add(names, other, its);
            }
        }

        foreach (var (name, treatment) in families.ToList())
        {
            foreach (var other in LibraryNames.SameAs(name).Where(n => !decided.Contains(n)))
            {
                Add(families, other, treatment);
            }
        }

        var hashed = definitions.Where(d => d.AtSource == Redaction.Hash).Select(d => d.Name).Distinct().Order(StringComparer.Ordinal);
        return new(new(names, families), names.GetValueOrDefault("exception.message"), [.. hashed]);
    }

    private static IEnumerable<(string Old, string Now)> Renamed(IEnumerable<AttributeDefinition> definitions, IEnumerable<TranslationRule> rules) =>
        definitions.Where(d => d.RenamedTo.Length > 0).Select(d => (d.Name, d.RenamedTo))
            .Concat(rules.SelectMany(r => r.Translation.Attributes).Where(a => a.Value.Length > 0).Select(a => (a.Key, a.Value)));

    /// <summary>Of two treatments of one name the stricter one.</summary>
    private static void Add(Dictionary<string, Treatment> into, string name, Treatment treatment)
    {
        if (!into.TryGetValue(name, out var before) || before < treatment)
        {
            into[name] = treatment;
        }
    }

    private static Treatment Of(Redaction redaction) => redaction switch
    {
        Redaction.Mask => Treatment.Mask,
        Redaction.Hash => Treatment.Hash,
        _ => Treatment.Drop,
    };
}
