using Microsoft.Extensions.Logging;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Policy.Privacy;
using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Rollup;
using Upshot.Observe.State;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Plans;

/// <summary>
/// A plan as the store works with it. It never changes: another plan is another one, and each batch, segment and question
/// belongs to one from its beginning to its end.
/// </summary>
internal sealed class StorePlan
{
    private StorePlan(ProductPlan plan, OperationMatcher operations, BatchPolicy policy, IReadOnlyList<ObjectiveCounter> objectives, IReadOnlyDictionary<TelemetrySignal, RecordReader> readers, KnownNames names) =>
        (Plan, Operations, Objectives, Policy, Readers, Names) = (plan, operations, objectives, policy, readers, names);

    public ProductPlan Plan { get; }

    public OperationMatcher Operations { get; }

    public IReadOnlyList<ObjectiveCounter> Objectives { get; }

    /// <summary>What becomes of a batch before it is written down.</summary>
    public BatchPolicy Policy { get; }

    /// <summary>How unsealed requests are read as rows.</summary>
    public IReadOnlyDictionary<TelemetrySignal, RecordReader> Readers { get; }

    /// <summary>Under which names something may be stored.</summary>
    public KnownNames Names { get; }

    /// <summary>Writes down what the plan says of earlier names, so that a plan which is taken back finds what was stored meanwhile.</summary>
    /// <param name="memory">Which values came under plans before.</param>
    /// <param name="declared">Columns of attributes; all plans of a store that is open have the same.</param>
    public static StorePlan Of(ProductPlan plan, PlanHistoryTable history, IReadOnlyList<Column> declared, byte[]? hashKey, BoundMemory memory, ILogger log)
    {
        var known = SignalHistories.Of(plan, history, log);
        var rules = TranslationRule.For(plan, known);
        var selectors = new SelectorNames(rules);
        var operations = new OperationMatcher(plan, selectors);
        var privacy = PrivacyRules.Of(plan, rules);
        if (hashKey is null && privacy is { Hashed: { Count: > 0 } unhashed })
        {
            log.LogWarning("{Attributes} would be hashed, and there is no key: such values are dropped, unless applications have hashed them. Set UPSHOT_HASH_KEY to the key of the applications", string.Join(", ", unhashed));
        }

        var readers = RecordReaders.For(declared, operations);
        var bounds = new ValueBounds(plan, memory);
        return new(plan, operations, new(operations, new BatchRewriter(privacy, hashKey, bounds), bounds), ObjectiveCounter.Of(plan, selectors), readers, new(plan, known, rules, KnownOperationNames.Of(plan, history, log)));
    }

    /// <summary>For one segment.</summary>
    public RollupAccumulator NewRollups() => new(Operations, Objectives);
}
