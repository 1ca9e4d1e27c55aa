using System.Runtime.CompilerServices;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Stores.Plans;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Questions.Translation;

/// <summary>Translates everything that is stored to the schema of the present plan, as SQL.</summary>
internal sealed class SchemaTranslator
{
    private static readonly ConditionalWeakTable<StorePlan, SchemaTranslator> s_made = [];
    private readonly Dictionary<TelemetrySignal, TranslatedRows> _tables;
    private readonly IReadOnlyDictionary<string, string> _operations;
    private readonly Dictionary<TelemetrySignal, TableSchema> _schemas;

    public SchemaTranslator(KnownNames names, IEnumerable<TableSchema> schemas)
    {
        _operations = names.Operations;
        var (rules, everywhere) = (names.Rules, Everywhere(names.Plan, names.Rules));
        _schemas = schemas.ToDictionary(s => s.Signal);
        _tables = _schemas.Values.ToDictionary(s => s.Signal, s => s.Signal switch
        {
            TelemetrySignal.Traces => new TranslatedRows(s, "name", [.. rules.Where(r => r.Kind == SignalKind.Span)], everywhere),
            TelemetrySignal.Logs => new TranslatedRows(s, "event_name", [.. rules.Where(r => r.Kind == SignalKind.Event)], everywhere),
            _ => new TranslatedRows(s, "name", [.. rules.Where(r => r.Kind == SignalKind.Metric)], new Dictionary<string, string>()),
        });
    }

    /// <summary>Made once for a plan, which never changes.</summary>
    public static SchemaTranslator Of(StorePlan plan) => s_made.GetValue(plan, p => new(p.Names, p.Readers.Values.Select(r => r.Schema)));

    public TableSchema SchemaOf(TelemetrySignal signal) => _schemas[signal];

    /// <summary>Whether operations are called what they were always called.</summary>
    public bool LeavesOperations => _operations.Count == 0;

    /// <summary>Whether spans stand in the present schema as they are stored: they can be read without SQL.</summary>
    public bool LeavesSpans => LeavesOperations && _tables[TelemetrySignal.Traces].IsAsStored;

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
