using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Plan;
using Upshot.Plan.Migrations;

namespace Upshot.Observe.Stores.DuckDb.Questions.Translation;

/// <summary>Translates everything that is stored to the schema of the present plan, as SQL.</summary>
internal sealed class SchemaTranslator
{
    private readonly Dictionary<TelemetrySignal, TranslatedRows> _tables;
    private readonly IReadOnlyDictionary<string, string> _operations;

    private readonly ProductPlan _plan;
    private readonly IReadOnlyList<SignalHistory> _known;
    private readonly Dictionary<TelemetrySignal, TableSchema> _schemas;

    /// <param name="rules">Those of the plan and the known histories.</param>
    /// <param name="operations">Names of operations under which rows may be stored, and those of the plan.</param>
    public SchemaTranslator(ProductPlan plan, IReadOnlyList<SignalHistory> known, IReadOnlyList<TranslationRule> rules, IReadOnlyDictionary<string, string> operations, IEnumerable<TableSchema> schemas)
    {
        (_plan, _known, _operations) = (plan, known, operations);
        TranslatesSignals = rules.Count > 0;
        var everywhere = Everywhere(plan, rules);
        _schemas = schemas.ToDictionary(s => s.Signal);
        _tables = _schemas.Values.ToDictionary(s => s.Signal, s => s.Signal switch
        {
            TelemetrySignal.Traces => new TranslatedRows(s, "name", [.. rules.Where(r => r.Kind == SignalKind.Span)], everywhere),
            TelemetrySignal.Logs => new TranslatedRows(s, "event_name", [.. rules.Where(r => r.Kind == SignalKind.Event)], everywhere),
            _ => new TranslatedRows(s, "name", [.. rules.Where(r => r.Kind == SignalKind.Metric)], new Dictionary<string, string>()),
        });
    }

    /// <summary>Every revision that a signal had, with the id that its contract named; that of the plan is the first.</summary>
    public IReadOnlyList<(SignalRevision Revision, string Id)> RevisionsOf(Signal signal)
    {
        (SignalRevision, string) present = (new(signal.Version, signal.Name, signal.Unit), signal.Id);
        return TranslationRule.HistoryOf(signal, _known) is { } history
            ? [present, .. history.Revisions().Where(f => f.Version != signal.Version).Select(f => (f, history.IdOf(f)))]
            : [present];
    }

    /// <summary>Ids of the plan's signals of one kind.</summary>
    public IEnumerable<string> IdsOf(SignalKind kind) => _plan.Signals.Where(s => s.Kind == kind).Select(s => s.Id);

    /// <summary>Whether the plan says of signals, attributes or units that they were something else before.</summary>
    public bool TranslatesSignals { get; }

    /// <summary>Names of operations under which rows may be stored, and those of the plan.</summary>
    public IReadOnlyDictionary<string, string> OperationNames => _operations;

    public TableSchema SchemaOf(TelemetrySignal signal) => _schemas[signal];

    public string Rows(TelemetrySignal signal, string rows)
    {
        var translated = _tables[signal].Of(rows);
        return signal == TelemetrySignal.Traces ? Operations(translated) : translated;
    }

    /// <summary>Rows with a column <c>operation</c>, under the operations' present names.</summary>
    public string Operations(string rows) => _operations.Count == 0
        ? rows
        : $"SELECT * REPLACE (CASE operation{string.Concat(_operations.Select(o => $" WHEN {Sql.Text(o.Key)} THEN {Sql.Text(o.Value)}"))} ELSE operation END AS operation) FROM ({rows})";

    /// <summary>Counts of objectives, whose definitions begin with the operation's name.</summary>
    public string Definitions(string rows) => _operations.Count == 0
        ? rows
        : $"SELECT * REPLACE (CASE{string.Concat(_operations.Select(o => $" WHEN starts_with(definition, {Sql.Text(o.Key + ": ")}) THEN {Sql.Text(o.Value)} || substr(definition, length({Sql.Text(o.Key)}) + 1)"))} ELSE definition END AS definition) FROM ({rows})";

    private static Dictionary<string, string> Everywhere(ProductPlan plan, IReadOnlyList<TranslationRule> rules)
    {
        var present = plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Name).ToHashSet();
        return rules
            .Where(r => r.Kind is SignalKind.Span or SignalKind.Event)
            .SelectMany(r => r.Translation.Attributes)
            .Where(a => a.Value.Length > 0 && !present.Contains(a.Key))
            .GroupBy(a => a.Key)
            .Where(g => g.Select(a => a.Value).Distinct().Count() == 1)
            .ToDictionary(g => g.Key, g => g.First().Value);
    }
}
