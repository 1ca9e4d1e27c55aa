using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;
using Upshot.Plan.Migrations;

namespace Upshot.Observe.Stores.DuckDb.Questions.Translation;

/// <summary>
/// The rows of one table in the schema of the present plan, as SQL. The files stay as they were written: what a migration
/// says wrongly can be corrected, and no history is lost by it.
/// </summary>
internal sealed class TranslatedRows
{
    private const string Rule = "translated_by";
    private static readonly JsonSerializerOptions s_asStored = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TableSchema _schema;
    private readonly string _nameColumn;
    private readonly IReadOnlyList<TranslationRule> _rules;
    private readonly IReadOnlyDictionary<string, string> _everywhere;

    /// <param name="everywhere">Attributes that no signal of the plan carries by their old name any more: renamed wherever they stand.</param>
    public TranslatedRows(TableSchema schema, string nameColumn, IReadOnlyList<TranslationRule> rules, IReadOnlyDictionary<string, string> everywhere) =>
        (_schema, _nameColumn, _rules, _everywhere) = (schema, nameColumn, rules, everywhere);

    /// <summary>Whether rows are as they are stored.</summary>
    public bool IsAsStored => _rules.Count == 0 && _everywhere.Count == 0;

    public string Of(string rows)
    {
        if (IsAsStored)
        {
            return rows;
        }

        var cases = new ColumnCases(_schema);
        for (var i = 0; i < _rules.Count; i++)
        {
            Add(i + 1, _rules[i].Translation, cases);
        }

        foreach (var (from, to) in _everywhere)
        {
            cases.Rename(null, from, to, null);
        }

        if (_schema.Signal == TelemetrySignal.Traces && _everywhere.Count > 0)
        {
            cases.Set(null, "events", Within("events"));
            cases.Set(null, "links", Within("links"));
        }

        var conditions = string.Concat(_rules.Select((r, i) => $" WHEN {Condition(r)} THEN {i + 1}"));
        var chosen = conditions.Length == 0 ? "0" : $"CASE{conditions} ELSE 0 END";
        return $"SELECT * EXCLUDE ({Rule}) REPLACE ({cases.Replacements(Rule)}) FROM (SELECT *, {chosen} AS {Rule} FROM ({rows}))";
    }

    private void Add(int rule, SignalTranslation way, ColumnCases cases)
    {
        if (way.Name != way.Revision.Name)
        {
            // A stamped span has its contract's name only where the code gave it no other one.
            cases.Set(rule, _nameColumn, $"CASE WHEN {_nameColumn} = {Sql.Text(way.Revision.Name)} THEN {Sql.Text(way.Name)} ELSE {_nameColumn} END");
        }

        if (_schema.Signal == TelemetrySignal.Metrics && way.Unit != way.Revision.Unit)
        {
            cases.Set(rule, "unit", Sql.Text(way.Unit));
            Convert(rule, way.Conversion, cases);
        }

        foreach (var (from, to) in way.Attributes)
        {
            cases.Rename(rule, from, to, way.Values.GetValueOrDefault(from));
        }

        foreach (var (attribute, values) in way.Values.Where(v => !way.Attributes.ContainsKey(v.Key)))
        {
            cases.Map(rule, attribute, values);
        }

        foreach (var (attribute, value) in way.Added)
        {
            cases.Give(rule, attribute, value);
        }
    }

    private static void Convert(int rule, UnitConversion by, ColumnCases cases)
    {
        if (by.IsNone)
        {
            return;
        }

        cases.Set(rule, "value", Of("coalesce(value_int::DOUBLE, value)"));
        cases.Set(rule, "value_int", "NULL");
        cases.Set(rule, "sum", by.Offset == 0 ? Of("sum") : $"sum * {Text(by.Numerator)} / {Text(by.Denominator)} + {Text(by.Offset)} * \"count\"");
        cases.Set(rule, "min", Of("min"));
        cases.Set(rule, "max", Of("max"));
        cases.Set(rule, "bounds", $"to_json(list_transform(bounds::DOUBLE[], lambda x: {Of("x")}))::VARCHAR");
        cases.Set(rule, "quantiles", Each("quantiles"));
        cases.Set(rule, "exemplars", Each("exemplars"));
        cases.Set(rule, "exponential", by.Offset == 0 ? Shifted(by) : "NULL");

        string Of(string value) => $"({value} * {Text(by.Numerator)} / {Text(by.Denominator)} + {Text(by.Offset)})";

        string Each(string column) => $"to_json(list_transform({column}::JSON::JSON[], lambda x: json_merge_patch(x, json_object('value', {Of("(x->'value')::DOUBLE")}))))::VARCHAR";
    }

    /// <summary>Buckets of an exponential histogram grow by 2^(2^−scale): another unit moves them by the nearest whole number, half a bucket at most from the truth.</summary>
    private static string Shifted(UnitConversion by)
    {
        var log = Text(Math.Log2(by.Numerator / by.Denominator));
        var shift = $"round({log} * pow(2, (exponential::JSON->'scale')::INTEGER))::BIGINT";
        return $"CASE WHEN exponential IS NOT NULL THEN json_merge_patch(exponential::JSON, json_object('zero_threshold', (exponential::JSON->'zero_threshold')::DOUBLE * {Text(by.Numerator)} / {Text(by.Denominator)}, {Side("positive")}, {Side("negative")}))::VARCHAR END";

        string Side(string name) => $"'{name}', json_object('offset', (exponential::JSON->'{name}'->'offset')::BIGINT + {shift})";
    }

    private string Condition(TranslationRule rule)
    {
        var way = rule.Translation;
        var conditions = new List<string>();
        if (rule.Stamps.Count > 0)
        {
            conditions.Add($"upshot_signal IN ({string.Join(", ", rule.Stamps.Select(Sql.Text))})");
        }
        else
        {
            conditions.Add($"{_nameColumn} = {Sql.Text(way.Revision.Name)}");
            if (rule.AnyIdBut is { } ids)
            {
                conditions.Add($"ends_with(upshot_signal, {Sql.Text($"@{way.Revision.Version}")}) AND split_part(upshot_signal, '@', 1) NOT IN ({string.Join(", ", ids.Select(Sql.Text))})");
            }
            else if (rule.Kind != SignalKind.Metric)
            {
                conditions.Add("upshot_signal IS NULL");
            }
            else if (way.Revision.Unit.Length > 0)
            {
                conditions.Add($"unit = {Sql.Text(way.Revision.Unit)}");
            }
        }

        var columns = new ColumnCases(_schema);
        conditions.AddRange(way.Where.Select(w => $"{columns.TextOf(w.Key)} = {Sql.Text(w.Value)}"));
        return string.Join(" AND ", conditions);
    }

    /// <summary>Attributes inside of a span's events and links; a patch with null takes a name away.</summary>
    private string Within(string column)
    {
        var holds = string.Join(" OR ", _everywhere.Keys.Select(n => $"contains({column}, {Sql.Text(JsonSerializer.Serialize(n, s_asStored))})"));
        var gone = _everywhere.Keys.Except(_everywhere.Values).Select(n => $"{Sql.Text(n)}, NULL");
        var translated = _everywhere.GroupBy(p => p.Value, p => p.Key)
            .Select(to => $"{Sql.Text(to.Key)}, coalesce({string.Join(", ", (_everywhere.ContainsKey(to.Key) ? to : to.Prepend(to.Key)).Select(n => $"json_extract(x, {Sql.Text(ColumnCases.Path("attributes", n))})"))})");
        var patch = $"json_object('attributes', json_object({string.Join(", ", gone.Concat(translated))}))";
        return $"CASE WHEN {holds} THEN to_json(list_transform({column}::JSON::JSON[], lambda x: CASE WHEN json_extract(x, '$.attributes') IS NULL THEN x ELSE json_merge_patch(x, {patch}) END))::VARCHAR ELSE {column} END";
    }

    private static string Text(double number) => $"{number.ToString("R", CultureInfo.InvariantCulture)}::DOUBLE";
}
