using DuckDB.NET.Data;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

namespace Upshot.Tests.Server;

/// <summary>Calls of one function, with arguments of the kinds that it takes: nothing, too much, too little.</summary>
/// <param name="Together">All of them in one query.</param>
internal sealed record FunctionCalls(string Together, IReadOnlyList<string> Alone)
{
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["number"] = ["-1", "9223372036854775807", "-9223372036854775808", "'nan'::DOUBLE", "2000000000"],
        ["text"] = ["''", "repeat('x', 100000)", "'{}'", "'%2000000000d'", "'(a*)*b'", "'month'"],
        ["list"] = ["[]", "[1, NULL, -9223372036854775808]", "range(10000)", "['', NULL]"],
        ["map"] = ["MAP {}", "MAP {'': NULL}"],
        ["struct"] = ["{'a': 1}", "{'': NULL}"],
        ["time"] = ["TIMESTAMP '290000-01-01'", "'infinity'::TIMESTAMP", "DATE '0001-01-01 (BC)'"],
        ["duration"] = ["INTERVAL 1 MONTH", "INTERVAL (-2147483647) DAY", "INTERVAL 0 DAY"],
        ["bytes"] = ["''::BLOB", "repeat('x', 1000)::BLOB"],
        ["bits"] = ["'1'::BIT", "repeat('0', 1000)::BIT"],
        ["truth"] = ["true", "false"],
        ["lambda"] = ["lambda x: x"],
        ["any"] = ["-1", "''", "[]", "9223372036854775807", "[1, NULL]", "{'a': 1}"],
    };

    /// <summary>For each allowed function, as this DuckDB declares it, one for each number and kinds of arguments.</summary>
    public static IEnumerable<FunctionCalls> OfAll()
    {
        using var duckDb = new DuckDBConnection("Data Source=:memory:");
        duckDb.Open();
        using var command = duckDb.CreateCommand();
        command.CommandText = "SELECT DISTINCT function_name, function_type, len(parameters)::INTEGER, list_transform(parameter_types, lambda t: coalesce(t, 'ANY')), varargs IS NOT NULL FROM duckdb_functions()";
        using var reader = command.ExecuteReader();
        var seen = new HashSet<string>();
        var all = new List<FunctionCalls>();
        while (reader.Read())
        {
            var (name, type) = (reader.GetString(0), reader.GetString(1));
            if (!(type.StartsWith("table", StringComparison.Ordinal) ? AllowedFunctions.GivesRows(name) : AllowedFunctions.Contains(name)))
            {
                continue;
            }

            List<string> kinds = [.. reader.IsDBNull(3) ? [] : reader.GetFieldValue<List<string>>(3).Select(KindOf)];
            kinds.AddRange(Enumerable.Repeat("any", Math.Max(0, (reader.IsDBNull(2) ? 0 : reader.GetInt32(2)) - kinds.Count)));
            foreach (var more in reader.GetBoolean(4) ? new[] { 0, 1, 3 } : [0])
            {
                List<string> taken = [.. kinds, .. Enumerable.Repeat("any", more)];
                if (seen.Add($"{name} {type} {string.Join(',', taken)}"))
                {
                    all.Add(Of(name, type, taken));
                }
            }
        }

        return all;
    }

    private static FunctionCalls Of(string name, string type, List<string> kinds)
    {
        var arguments = new List<string> { string.Join(", ", kinds.Select(k => k == "lambda" ? Values[k][0] : "NULL")) };
        var most = kinds.Select(k => Values[k].Length).DefaultIfEmpty(0).Max();
        for (var i = 0; i < most; i++)
        {
            arguments.Add(string.Join(", ", kinds.Select((k, at) => Values[k][(i + at) % Values[k].Length])));
        }

        var calls = arguments.Distinct().Select(a => $"\"{name}\"({a})").ToList();
        return type switch
        {
            "aggregate" => new($"SELECT {string.Join(", ", calls.SelectMany(c => new[] { c, $"{c} OVER ()" }))}", [.. calls.SelectMany(c => new[] { $"SELECT {c}", $"SELECT {c} OVER ()" })]),
            "scalar" => new($"SELECT {string.Join(", ", calls.Select(c => $"TRY({c})"))}", [.. calls.Select(c => $"SELECT {c}")]),
            "macro" => new($"SELECT {string.Join(", ", calls)}", [.. calls.Select(c => $"SELECT {c}")]),
            _ => new($"SELECT * FROM {string.Join(", ", calls)}", [.. calls.Select(c => $"SELECT * FROM {c}")]),
        };
    }

    private static string KindOf(string type) => type switch
    {
        "ANY" or "T" or "K" or "V" or "\"NULL\"" => "any",
        "LAMBDA" => "lambda",
        "BOOLEAN" => "truth",
        "BLOB" => "bytes",
        "BIT" => "bits",
        "INTERVAL" => "duration",
        _ when type.EndsWith(']') || type == "LIST" => "list",
        _ when type.StartsWith("MAP", StringComparison.Ordinal) => "map",
        _ when type.StartsWith("STRUCT", StringComparison.Ordinal) => "struct",
        _ when type.StartsWith("TIME", StringComparison.Ordinal) || type.StartsWith("DATE", StringComparison.Ordinal) => "time",
        _ when type.Contains("INT", StringComparison.Ordinal) || type is "DOUBLE" or "FLOAT" or "BIGNUM" || type.StartsWith("DECIMAL", StringComparison.Ordinal) => "number",
        "VARCHAR" or "JSON" => "text",
        _ => "any",
    };
}
