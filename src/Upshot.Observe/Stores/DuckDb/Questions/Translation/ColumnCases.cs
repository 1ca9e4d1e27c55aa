using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Translation;

/// <summary>What each column becomes under each rule.</summary>
internal sealed class ColumnCases(TableSchema schema)
{
    private readonly Dictionary<string, List<(int? Rule, string Value)>> _cases = [];
    private readonly List<(int? Rule, Column Column, string Value)> _taken = [];
    private readonly HashSet<(int? Rule, Column Column)> _left = [];
    private readonly List<(int? Rule, string Key, string Value)> _rest = [];

    public void Set(int? rule, string column, string value)
    {
        if (!_cases.TryGetValue(column, out var cases))
        {
            _cases[column] = cases = [];
        }

        cases.Add((rule, value));
    }

    /// <summary>The value of an attribute as text, wherever it is stored.</summary>
    public string TextOf(string attribute) => ColumnOf(attribute) is { } column ? $"{Quoted(column)}::VARCHAR" : $"json_extract_string(attributes, {Sql.Text(Path(attribute))})";

    /// <param name="rule">Null: under every rule that says nothing about it.</param>
    /// <param name="to">Empty: the attribute is gone.</param>
    public void Rename(int? rule, string from, string to, IReadOnlyDictionary<string, string>? values)
    {
        var value = Mapped(TextOf(from), values);
        if (to.Length > 0)
        {
            Put(rule, to, value);
        }

        if (ColumnOf(from) is { } column)
        {
            _left.Add((rule, column));
        }
        else
        {
            _rest.Add((rule, from, "NULL"));
        }
    }

    public void Map(int rule, string attribute, IReadOnlyDictionary<string, string> values)
    {
        var value = Mapped(TextOf(attribute), values);
        if (ColumnOf(attribute) is { } column)
        {
            Set(rule, column.Name, $"TRY_CAST({value} AS {column.SqlType})");
        }
        else
        {
            _rest.Add((rule, attribute, value));
        }
    }

    public void Give(int rule, string attribute, string value) => Put(rule, attribute, Sql.Text(value));

    /// <summary>As the list of a REPLACE.</summary>
    public string Replacements(string rule)
    {
        foreach (var (key, column) in _taken.Select(t => (t.Rule, t.Column)).Concat(_left).Distinct())
        {
            // What bears the new name already was written by somebody who knew; unless that moved on too.
            var own = _left.Contains((key, column)) ? [] : new[] { Quoted(column) };
            var values = own.Concat(_taken.Where(t => t.Rule == key && t.Column == column).Select(t => t.Value)).ToList();
            Set(key, column.Name, values.Count == 0 ? "NULL" : $"coalesce({string.Join(", ", values)})");
        }

        foreach (var group in _rest.GroupBy(r => r.Rule))
        {
            var patch = string.Join(", ", group.Select(r => $"{Sql.Text(r.Key)}, {r.Value}"));
            Set(group.Key, "attributes", $"nullif(json_merge_patch(coalesce(attributes, '{{}}')::JSON, json_object({patch}))::VARCHAR, '{{}}')");
        }

        return string.Join(", ", _cases.Select(c => $"{Case(c.Key, c.Value, rule)} AS {Quoted(c.Key)}"));
    }

    private void Put(int? rule, string attribute, string value)
    {
        if (ColumnOf(attribute) is { } column)
        {
            _taken.Add((rule, column, $"TRY_CAST({value} AS {column.SqlType})"));
        }
        else
        {
            _rest.Add((rule, attribute, $"coalesce(json_extract_string(attributes, {Sql.Text(Path(attribute))}), {value})"));
        }
    }

    private static string Case(string column, List<(int? Rule, string Value)> cases, string rule)
    {
        var ruled = string.Concat(cases.Where(c => c.Rule is not null).GroupBy(c => c.Rule).Select(c => $" WHEN {c.Key} THEN {c.First().Value}"));
        var otherwise = cases.FirstOrDefault(c => c.Rule is null).Value ?? $"\"{column}\"";
        return ruled.Length == 0 ? otherwise : $"CASE {rule}{ruled} ELSE {otherwise} END";
    }

    private static string Mapped(string value, IReadOnlyDictionary<string, string>? values) =>
        values is null or { Count: 0 } ? value : $"CASE {value}{string.Concat(values.Select(v => $" WHEN {Sql.Text(v.Key)} THEN {Sql.Text(v.Value)}"))} ELSE {value} END";

    private Column? ColumnOf(string attribute) => schema.Columns.FirstOrDefault(c => c.Attribute == attribute);

    public static string Path(params string[] names) => "$" + string.Concat(names.Select(n => $".\"{n.Replace("\"", "\\\"")}\""));

    private static string Quoted(Column column) => Quoted(column.Name);

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"")}\"";
}
