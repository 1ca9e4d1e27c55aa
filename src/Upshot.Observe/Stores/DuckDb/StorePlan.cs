using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Policy.Privacy;
using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Rollup;
using Upshot.Observe.State;
using Upshot.Observe.Stores.DuckDb.Questions.Translation;
using Upshot.Observe.Stores.DuckDb.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// A plan as the store works with it. It never changes: another plan is another one, and each batch, segment and question
/// belongs to one from its beginning to its end.
/// </summary>
internal sealed class StorePlan
{
    private StorePlan(ProductPlan plan, OperationMatcher operations, BatchPolicy policy, IReadOnlyDictionary<TelemetrySignal, RecordReader> readers, SchemaTranslator translator) =>
        (Plan, Operations, Objectives, Policy, Readers, Translator) = (plan, operations, ObjectiveCounter.Of(plan), policy, readers, translator);

    public ProductPlan Plan { get; }

    public OperationMatcher Operations { get; }

    public IReadOnlyList<ObjectiveCounter> Objectives { get; }

    /// <summary>What becomes of a batch before it is written down.</summary>
    public BatchPolicy Policy { get; }

    /// <summary>Attributes whose values are hashed, as the plan classes them.</summary>
    public IReadOnlyCollection<string> Hashed { get; private init; } = [];

    /// <summary>How unsealed requests are read as rows.</summary>
    public IReadOnlyDictionary<TelemetrySignal, RecordReader> Readers { get; }

    /// <summary>Translates what is stored to the schema of this plan.</summary>
    public SchemaTranslator Translator { get; }

    /// <summary>Writes down what the plan says of earlier names, so that a plan which is taken back finds what was stored meanwhile.</summary>
    /// <param name="declared">Columns of attributes; all plans of a store that is open have the same.</param>
    /// <param name="hashKey">Null: what would be hashed is dropped.</param>
    public static StorePlan Of(ProductPlan plan, PlanHistoryTable history, IReadOnlyList<Column> declared, byte[]? hashKey = null)
    {
        var known = SignalHistories.Of(plan, history);
        var rules = TranslationRule.For(plan, known);
        var operations = new OperationMatcher(plan, new SelectorNames(rules));
        var readers = RecordReaders.For(declared, operations);
        var privacy = PrivacyRules.Of(plan, rules);
        return new(plan, operations, new(operations, new BatchRewriter(privacy, hashKey)), readers, new(plan, known, rules, KnownOperationNames.Of(plan, history), readers.Values.Select(r => r.Schema))) { Hashed = privacy?.Hashed ?? [] };
    }

    /// <summary>For one segment.</summary>
    public RollupAccumulator NewRollups() => new(Operations, Objectives);
}
