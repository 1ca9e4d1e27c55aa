using Upshot.Plan;
using Upshot.Plan.Migrations;

namespace Upshot.Observe.Policy;

/// <summary>How rows that were stored under one revision of a signal are translated to the plan's.</summary>
/// <param name="Stamps">Contracts that such rows carry (<c>id@version</c>); empty: they carry none and are known by their name.</param>
internal sealed record TranslationRule(SignalKind Kind, IReadOnlyList<string> Stamps, SignalTranslation Translation)
{
    /// <summary>
    /// Rows that carry the version of a contract and its name, whatever its id was, unless it is one of these: what an id
    /// was before a rename is not written down. Null: the rule is not of this kind.
    /// </summary>
    public IReadOnlyList<string>? AnyIdBut { get; private init; }

    /// <summary>The rules by which rows of other versions are translated to this plan's schema; the first that fits holds.</summary>
    public static IReadOnlyList<TranslationRule> For(ProductPlan plan, IReadOnlyList<SignalHistory> known) =>
        [.. plan.Signals.Where(s => s.Kind != SignalKind.Entity).SelectMany(s => Of(s, plan, known)).OrderBy(r => r.AnyIdBut is null ? 0 : 1)];

    /// <summary>The history that a signal of the plan is a part of; null: it has none.</summary>
    public static SignalHistory? HistoryOf(Signal signal, IReadOnlyList<SignalHistory> known) => known
        .Where(l => l.Kind == signal.Kind && l.Revisions().Any(f => f.Version == signal.Version && f.Name == signal.Name))
        .MaxBy(l => l.Version);

    private static IEnumerable<TranslationRule> Of(Signal signal, ProductPlan plan, IReadOnlyList<SignalHistory> known)
    {
        var history = HistoryOf(signal, known);
        if (history is null)
        {
            return [];
        }

        var others = plan.Signals.Where(s => s.Kind == signal.Kind && s.Id != signal.Id).Select(s => s.Name).ToHashSet();
        var ways = history.Revisions().Where(f => f.Version != signal.Version)
            .OrderBy(f => Math.Abs(f.Version - signal.Version))
            .SelectMany(f => history.Translations(f, signal.Version))

            // Another signal of the plan has that name now; only what tells the two apart may be taken from it.
            .Where(w => !w.ChangesNothing && (w.Where.Count > 0 || !others.Contains(w.Revision.Name)))
            .ToList();
        var unstamped = ways
            .GroupBy(w => (w.Revision.Name, w.Revision.Unit, Where: string.Join('\n', w.Where.Select(p => $"{p.Key}={p.Value}"))))
            .Select(g => new TranslationRule(signal.Kind, [], Together([.. g], signal)));
        if (signal.Kind == SignalKind.Metric)
        {
            return unstamped;
        }

        string[] ids = [.. plan.Signals.Where(s => s.Kind == signal.Kind).Select(s => s.Id)];

        // An id that the plan gives to another signal now is that one's.
        return ways.Where(w => history.IdOf(w.Revision) is var id && (id == signal.Id || !ids.Contains(id))).Select(w => new TranslationRule(signal.Kind, [$"{history.IdOf(w.Revision)}@{w.Revision.Version}"], w))
            .Concat(unstamped)
            .Concat(ways.Where(w => w.Revision.Name != signal.Name).Select(w => new TranslationRule(signal.Kind, [], w) { AnyIdBut = ids }));
    }

    /// <summary>
    /// Versions that rows do not say apart: what the nearest one says counts, and a value that is a word of today stays
    /// what it is.
    /// </summary>
    private static SignalTranslation Together(IReadOnlyList<SignalTranslation> ways, Signal signal)
    {
        var attributes = new Dictionary<string, string>();
        var values = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var way in ways)
        {
            foreach (var pair in way.Attributes)
            {
                attributes.TryAdd(pair.Key, pair.Value);
            }

            foreach (var pair in way.Values)
            {
                var name = way.Attributes.GetValueOrDefault(pair.Key, pair.Key);
                var allowed = signal.Attributes.FirstOrDefault(a => a.Name == name)?.Definition.AllowedValues.Select(v => v.Value).ToHashSet() ?? [];
                var map = values.GetValueOrDefault(pair.Key)?.ToDictionary() ?? [];
                foreach (var value in pair.Value.Where(v => !allowed.Contains(v.Key)))
                {
                    map.TryAdd(value.Key, value.Value);
                }

                values[pair.Key] = map;
            }
        }

        return ways[0] with { Attributes = attributes, Values = values };
    }
}
