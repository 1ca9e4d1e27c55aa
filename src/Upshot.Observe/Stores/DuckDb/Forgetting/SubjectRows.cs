using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb.Forgetting;

/// <summary>The conditions by which rows of a table are the subject's, or have its value in a text.</summary>
/// <param name="IsOfSubject">The row says of the attribute that it is the value.</param>
/// <param name="HasText">Some text of the row has the value.</param>
/// <param name="Columns">All columns, without the value in their texts.</param>
/// <param name="Texts">Columns of text, as they are written in statements.</param>
internal sealed record SubjectRows(string IsOfSubject, string HasText, string Columns, IReadOnlyList<string> Texts)
{
    private static readonly Dictionary<string, string> s_fields = new(StringComparer.Ordinal)
    {
        ["service.name"] = "service",
        ["service.version"] = "version",
        ["service.instance.id"] = "instance",
        ["deployment.environment.name"] = "environment",
    };

    /// <param name="source">What the columns are of, as SQL.</param>
    /// <param name="attributes">The attribute of each column that holds one.</param>
    public static SubjectRows Of(DuckDBConnection connection, string source, Subject subject, IReadOnlyDictionary<string, string> attributes)
    {
        var columns = Describe(connection, source);
        var texts = columns.Where(c => c.Type == "VARCHAR").Select(c => Quoted(c.Name)).ToList();
        var values = string.Join(", ", subject.Values.Select(Sql.Text));
        var isValue = columns.Where(c => attributes.GetValueOrDefault(c.Name) == subject.Attribute || s_fields.GetValueOrDefault(subject.Attribute) == c.Name).Select(c => $"{Quoted(c.Name)}::VARCHAR IN ({values})")
            .Concat(columns.Where(c => c.Name is "attributes" or "resource" && c.Type == "VARCHAR").Select(c => $"(json_valid({Quoted(c.Name)}) AND json_extract_string({Quoted(c.Name)}, {Sql.Text($"$.\"{subject.Attribute}\"")}) IN ({values}))"))
            .Select(c => $"coalesce({c}, false)").ToList();
        var has = texts.Select(t => $"coalesce({subject.IsIn(t)}, false)").ToList();
        var without = subject.Texts.Count == 0 || texts.Count == 0 ? "*" : $"* REPLACE ({string.Join(", ", texts.Select(t => $"CASE WHEN {subject.IsIn(t)} THEN {subject.Without(t)} ELSE {t} END AS {t}"))})";
        return new(isValue.Count == 0 ? "false" : $"({string.Join(" OR ", isValue)})", has.Count == 0 ? "false" : $"({string.Join(" OR ", has)})", without, texts);
    }

    public static IReadOnlyList<(string Name, string Type)> Describe(DuckDBConnection connection, string source)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source})";
        using var rows = command.ExecuteReader();
        var columns = new List<(string, string)>();
        while (rows.Read())
        {
            columns.Add((rows.GetString(0), rows.GetString(1)));
        }

        return columns;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
