using Upshot.Observe.Policy;
using Upshot.Plan;
using Upshot.Plan.Migrations;

namespace Upshot.Observe.Stores.Plans;

/// <summary>What signals and operations of a plan were called before, or under later plans: names under which something may be stored.</summary>
/// <param name="known">Histories of all plans that the store was opened with.</param>
/// <param name="rules">Those of the plan and the known histories.</param>
/// <param name="operations">Names of operations under which rows may be stored, and those of the plan.</param>
internal sealed class KnownNames(ProductPlan plan, IReadOnlyList<SignalHistory> known, IReadOnlyList<TranslationRule> rules, IReadOnlyDictionary<string, string> operations)
{
    public ProductPlan Plan { get; } = plan;

    public IReadOnlyList<TranslationRule> Rules { get; } = rules;

    /// <summary>Names of operations under which rows may be stored, and those of the plan.</summary>
    public IReadOnlyDictionary<string, string> Operations { get; } = operations;

    /// <summary>Whether the plan says of signals, attributes or units that they were something else before.</summary>
    public bool TranslatesSignals => Rules.Count > 0;

    /// <summary>Every revision that a signal had, with the id that its contract named; that of the plan is the first.</summary>
    public IReadOnlyList<(SignalRevision Revision, string Id)> RevisionsOf(Signal signal)
    {
        (SignalRevision, string) present = (new(signal.Version, signal.Name, signal.Unit), signal.Id);
        return TranslationRule.HistoryOf(signal, known) is { } history
            ? [present, .. history.Revisions().Where(f => f.Version != signal.Version).Select(f => (f, history.IdOf(f)))]
            : [present];
    }

    /// <summary>Ids of the plan's signals of one kind.</summary>
    public IEnumerable<string> IdsOf(SignalKind kind) => Plan.Signals.Where(s => s.Kind == kind).Select(s => s.Id);
}
