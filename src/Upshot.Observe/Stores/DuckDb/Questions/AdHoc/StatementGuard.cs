using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// Lets through what only reads the views: every part of the statement as DuckDB parsed it must be one that is known here.
/// What is not known is refused, so that what a later DuckDB adds is refused too.
/// </summary>
internal static partial class StatementGuard
{
    private const int MaxLength = 100_000;

    private static readonly HashSet<string> Expressions =
        ["BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA", "OPERATOR", "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "TYPE", "WINDOW"];

    // The aggregate is a text to them, which might name any.
    private static readonly HashSet<string> NamesAggregates = new(StringComparer.OrdinalIgnoreCase) { "list_aggregate", "list_aggr", "array_aggregate", "array_aggr", "aggregate" };

    private static readonly HashSet<string> Parts =
    [
        "SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE",
        "BASE_TABLE", "EMPTY", "EXPRESSION_LIST", "JOIN", "PIVOT", "SHOW_REF", "SUBQUERY", "TABLE_FUNCTION",
        "DISTINCT_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "ORDER_MODIFIER",
        "ORDER_DEFAULT", "ASCENDING", "DESCENDING",
        "ARRAY_TYPE_INFO", "DECIMAL_TYPE_INFO", "LIST_TYPE_INFO", "STRING_TYPE_INFO", "STRUCT_TYPE_INFO", "UNBOUND_TYPE_INFO",
    ];

    /// <returns>The views that the statement reads.</returns>
    /// <exception cref="QueryException">It does more than read, or names what nobody may read.</exception>
    public static IReadOnlySet<string> Check(DuckDBConnection connection, string sql)
    {
        if (sql.Length > MaxLength)
        {
            throw Refusal($"A query has at most {MaxLength:#,0} characters; this one has {sql.Length:#,0}.");
        }

        if (sql.Contains('\0'))
        {
            throw Refusal("A query holds no NUL character.");
        }

        Nesting.Refuse(sql);
        using var parsed = Parse(connection, Explained().Replace(sql, ""));
        var root = parsed.RootElement;
        if (root.GetProperty("error").GetBoolean())
        {
            var message = root.TryGetProperty("error_message", out var said) ? said.GetString() ?? "" : "";
            throw message.StartsWith("Only SELECT statements", StringComparison.Ordinal)
                ? Refusal("Only queries that read are answered: SELECT, WITH … SELECT, FROM, VALUES, DESCRIBE, SUMMARIZE, EXPLAIN; a PIVOT with its values listed by IN.")
                : new QueryException(SqlErrors.InWords(message));
        }

        var statements = root.GetProperty("statements");
        return statements.GetArrayLength() switch
        {
            0 => throw Refusal("There is no statement in the query."),
            1 => new StatementParts().ViewsOf(statements[0]),
            _ => throw Refusal("Only one statement at a time is answered."),
        };
    }

    private static JsonDocument Parse(DuckDBConnection connection, string sql)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT json_serialize_sql({Sql.Text(sql)}, skip_null := true, skip_empty := true, skip_default := true)";
            return JsonDocument.Parse((string)command.ExecuteScalar()!, new() { MaxDepth = 10_000 });
        }
        catch (DuckDBException e)
        {
            throw new QueryException(SqlErrors.InWords(e.Message), e);
        }
        catch (JsonException e)
        {
            throw new QueryException("The query holds a number that cannot be written down, such as an infinite one: write 'inf'::DOUBLE.", e);
        }
    }

    private static QueryException Refusal(string message) => new(message) { IsRefusal = true };

    // No options in brackets, for what they ask for is not known here; and no comments before it, of which DuckDB may think otherwise.
    [GeneratedRegex(@"^[ \t\r\n]*EXPLAIN[ \t\r\n]+(?:ANALYZE[ \t\r\n]+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Explained();

    /// <summary>Walks a parsed statement. Not by recursion: the statement is a stranger's, and so is its depth.</summary>
    private sealed class StatementParts
    {
        private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

        public IReadOnlySet<string> ViewsOf(JsonElement statement)
        {
            var open = new Stack<JsonElement>([statement]);
            while (open.TryPop(out var part))
            {
                if (part.ValueKind == JsonValueKind.Object)
                {
                    Check(part);
                    foreach (var property in part.EnumerateObject())
                    {
                        open.Push(property.Value);
                    }
                }
                else if (part.ValueKind == JsonValueKind.Array)
                {
                    foreach (var one in part.EnumerateArray())
                    {
                        open.Push(one);
                    }
                }
            }

            _read.ExceptWith(_named);
            if (_read.FirstOrDefault(name => !Views.Names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                throw Refusal($"There is no view {SqlErrors.Quoted(unknown)}. The views are {string.Join(", ", Views.Names)}.");
            }

            return _read;
        }

        private void Check(JsonElement part)
        {
            if (part.TryGetProperty("cte_map", out var named) && named.TryGetProperty("map", out var map))
            {
                foreach (var entry in map.EnumerateArray())
                {
                    Name(entry.GetProperty("key").GetString()!);
                }
            }

            if (Text(part, "cte_name") is { Length: > 0 } recursive)
            {
                Name(recursive);
            }

            if (Text(part, "class") is { } expression)
            {
                CheckExpression(part, expression);
            }
            else if (Text(part, "type") is { } kind)
            {
                CheckPart(part, kind);
            }
        }

        private static void CheckExpression(JsonElement part, string expression)
        {
            if (expression == "PARAMETER")
            {
                throw Refusal("A query has no parameters: write the values into it.");
            }

            if (!Expressions.Contains(expression))
            {
                throw Refusal($"Expressions of the kind {expression} are not answered.");
            }

            if (part.TryGetProperty("offset_expr", out var offset) && !IsSmallNumber(offset))
            {
                // A constant of the least number that there is ends DuckDB's process, and constants have many forms.
                throw Refusal("How far lead and lag look is written as a whole number, such as lag(x, 2).");
            }

            if (Text(part, "function_name") is { } aggregating && NamesAggregates.Contains(aggregating) && !NamesAnAllowedOne(part))
            {
                throw Refusal($"{aggregating} takes the name of an aggregate that queries may call, written out, such as list_aggregate(x, 'sum').");
            }

            if (expression is "FUNCTION" or "WINDOW" && Text(part, "function_name") is { } function && !AllowedFunctions.Contains(function))
            {
                throw Refusal(Percentile().IsMatch(function)
                    ? $"There is no function {function}: write quantile_cont(x, 0.95)."
                    : $"The function {function} is not one that queries may call. They may call those that have no effects and read nothing but their arguments; for the views' names, columns and limits see DESCRIBE.");
            }
        }

        private void CheckPart(JsonElement part, string kind)
        {
            if (!Parts.Contains(kind))
            {
                throw Refusal($"Queries with {kind} are not answered.");
            }

            if (kind == "BASE_TABLE")
            {
                if (Text(part, "schema_name") is { Length: > 0 } || Text(part, "catalog_name") is { Length: > 0 } || part.TryGetProperty("at_clause", out _))
                {
                    throw Refusal($"Only the views are read, by their plain names: {string.Join(", ", Views.Names)}.");
                }

                _read.Add(Text(part, "table_name") ?? "");
            }

            if (kind == "TABLE_FUNCTION" && !(part.TryGetProperty("function", out var call) && AllowedFunctions.GivesRows(Text(call, "function_name") ?? "")))
            {
                throw Refusal($"FROM reads views and the functions {string.Join(", ", AllowedFunctions.Tables)}.");
            }

            if (kind == "SHOW_REF" && (!part.TryGetProperty("query", out _) || Text(part, "show_type") is not ("DESCRIBE" or "SUMMARY")))
            {
                throw Refusal($"SHOW is not answered. The views are {string.Join(", ", Views.Names)}; DESCRIBE spans lists the columns of one.");
            }
        }

        private static bool NamesAnAllowedOne(JsonElement call) =>
            call.TryGetProperty("children", out var arguments) && arguments.GetArrayLength() > 1 && Text(arguments[1], "class") == "CONSTANT"
            && arguments[1].GetProperty("value").TryGetProperty("value", out var name) && name.ValueKind == JsonValueKind.String && AllowedFunctions.Contains(name.GetString()!);

        private static bool IsSmallNumber(JsonElement expression) =>
            Text(expression, "class") == "CONSTANT" && expression.GetProperty("value").GetProperty("type").GetProperty("id").GetString() == "INTEGER";

        /// <summary>A name that WITH gives; outside of its WITH the same name must not mean anything that may not be read.</summary>
        private void Name(string name)
        {
            if (!PlainName().IsMatch(name) || ReservedName().IsMatch(name))
            {
                throw Refusal($"WITH cannot name a part {SqlErrors.Quoted(name)}: take a name of letters, digits and underscores that does not begin as DuckDB's own do.");
            }

            // A view of that name may be read besides, inside of the part itself.
            if (!Views.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                _named.Add(name);
            }
        }

        private static string? Text(JsonElement part, string name) =>
            part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    [GeneratedRegex(@"^(p\d+|.*percentile.*|quantiles?(timing|exact)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex Percentile();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_]*$")]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^(duckdb_|pg_|sqlite_|pragma_|source_|hot_|information_schema)", RegexOptions.IgnoreCase)]
    private static partial Regex ReservedName();
}
