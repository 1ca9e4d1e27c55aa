using System.Globalization;
using System.Text.Json;
using Upshot.Plan;

namespace Upshot.RunbookRuns;

internal enum StepState
{
    /// <summary>The answer is the one that was expected.</summary>
    AsExpected,

    /// <summary>It is another one.</summary>
    Otherwise,

    /// <summary>Nothing came that could tell: no row, or no value.</summary>
    NoAnswer,

    /// <summary>An action was done.</summary>
    Done,

    /// <summary>It was not done, and nobody meant it to be.</summary>
    Skipped,

    /// <summary>The question could not be asked, or the command did not succeed.</summary>
    Failed,
}

/// <param name="Columns">Of every row.</param>
internal sealed record AnswerTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<JsonElement>> Rows);

/// <summary>What a step came to.</summary>
/// <param name="Seen">The answer in a line, or what was done.</param>
internal sealed record StepAnswer(StepState State, string Seen)
{
    private const int ShownRows = 3;

    /// <summary>Every expectation holds in every row; without a row, and where a value is missing, nothing is known.</summary>
    public static StepAnswer Of(RunbookStep step, AnswerTable table)
    {
        var state = StepState.AsExpected;
        foreach (var expected in step.Expected)
        {
            var found = expected.Column == Expectation.Rows
                ? Holds(table.Rows.Count.ToString(CultureInfo.InvariantCulture), expected)
                : InRows(expected, table);
            if (found is null)
            {
                return new(StepState.NoAnswer, table.Rows.Count == 0 ? "no row" : $"no value of {expected.Column}: {Text(table)}");
            }

            state = found.Value ? state : StepState.Otherwise;
        }

        return new(state, Text(table));
    }

    private static bool? InRows(Expectation expected, AnswerTable table)
    {
        var column = table.Columns.ToList().FindIndex(c => string.Equals(c, expected.Column, StringComparison.OrdinalIgnoreCase));
        if (column < 0 || table.Rows.Count == 0)
        {
            return null;
        }

        var found = table.Rows.Select(r => Value(r[column]) is { } value ? Holds(value, expected) : null).ToList();
        return found.Contains(false) ? false : found.Contains(null) ? null : true;
    }

    // Null: they cannot be compared.
    private static bool? Holds(string value, Expectation expected)
    {
        if (Number(value) is { } left && Number(expected.Value) is { } right)
        {
            return expected.Operator switch
            {
                "<" => left < right,
                "<=" => left <= right,
                ">" => left > right,
                ">=" => left >= right,
                "=" => left == right,
                _ => left != right,
            };
        }

        return expected.Operator switch
        {
            "=" => value == expected.Value,
            "!=" => value != expected.Value,
            _ => null,
        };
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => element.GetRawText(),
    };

    private static string Text(AnswerTable table) => table.Rows.Count == 0 ? "no row"
        : string.Join("; ", table.Rows.Take(ShownRows).Select(r => string.Join(", ", table.Columns.Zip(r).Select(c => $"{c.First} {Short(Value(c.Second))}"))))
            + (table.Rows.Count > ShownRows ? $"; and {table.Rows.Count - ShownRows} more rows" : "");

    private static string Short(string? value) => value is null ? "NULL"
        : Number(value) is { } number && value.Length > 8 ? number.ToString("G6", CultureInfo.InvariantCulture)
        : value.Length > 80 ? value[..80] + "…" : value;
}
