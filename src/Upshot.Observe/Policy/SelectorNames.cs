using Upshot.Plan;

namespace Upshot.Observe.Policy;

/// <summary>Under which names of other versions an entry selector finds its spans: old code may still send, and a plan may be taken back.</summary>
internal sealed class SelectorNames(IReadOnlyList<TranslationRule> rules)
{
    /// <summary>Only those of the plan.</summary>
    public static readonly SelectorNames None = new([]);

    private readonly TranslationRule[] _spans = [.. rules.Where(r => r.Kind == SignalKind.Span && r.Stamps.Count == 0 && r.AnyIdBut is null)];

    public IReadOnlyList<string> OfSpan(string name) =>
        [.. _spans.Where(r => r.Translation.Name == name).Select(r => r.Translation.Revision.Name).Prepend(name).Distinct()];

    /// <summary>Pairs of attribute and value, any of which is what the selector means.</summary>
    public IReadOnlyList<(string Key, string Value)> OfAttribute(string key, string value) =>
        [.. _spans.SelectMany(r => Before(r, key, value)).Prepend((key, value)).Distinct()];

    private static IEnumerable<(string, string)> Before(TranslationRule rule, string key, string value)
    {
        var way = rule.Translation;
        var names = way.Attributes.Where(a => a.Value == key).Select(a => a.Key);
        foreach (var name in way.Values.ContainsKey(key) ? names.Append(key) : names)
        {
            var map = way.Values.GetValueOrDefault(name) ?? new Dictionary<string, string>();
            foreach (var old in map.Where(v => v.Value == value))
            {
                yield return (name, old.Key);
            }

            if (!map.ContainsKey(value))
            {
                yield return (name, value);
            }
        }
    }
}
