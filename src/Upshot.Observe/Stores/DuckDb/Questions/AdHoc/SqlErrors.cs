using System.Text.RegularExpressions;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>DuckDB's errors in words, each with what to do about it.</summary>
internal static partial class SqlErrors
{
    public const string TookTooMuchMemory = "The query needs more memory than people's queries may have. Narrow its time range, select fewer columns, or aggregate before sorting and joining.";

    // An error may quote a value, however long that is.
    private const int MostRead = 4_000;

    private static readonly (Regex Error, string Words)[] All =
    [
        (NoColumn(), "There is no column $1 here. DESCRIBE lists a view's columns (DESCRIBE spans); what has no column of its own is in attributes: attributes->>'the.key'. $2"),
        (NotComparable(), "A time of the views cannot be compared with a time that has a time zone. All times here are UTC: write TIMESTAMP '2026-01-31 12:00:00', or convert the other side with ::TIMESTAMP."),
        (NoSyntax(), "The query cannot be read at or near $1. Is there a comma, a bracket or a quote too many or too few? Texts stand in single quotes, names in double quotes."),
        (NotGrouped(), "The column $1 is neither aggregated nor grouped by. Add it to GROUP BY, write GROUP BY ALL, or take any_value($1)."),
        (NoConversion(), "$1. TRY_CAST gives NULL instead of an error where a value has another form."),
        (NoOverload(), "The function $1 does not take arguments of these types. Convert them: x::DOUBLE, x::VARCHAR, x::TIMESTAMP."),
        (OutOfMemory(), TookTooMuchMemory),
        (NoRoom(), "The query needs more room on the disk than people's queries may have. Narrow its time range, select fewer columns, or aggregate before sorting and joining."),
        (TooDeep(), "The query is nested too deeply. Name its parts with WITH."),
    ];

    public static string TookTooLong(TimeSpan limit) =>
        FormattableString.Invariant($"The query took longer than {limit.TotalSeconds:0.#} seconds and was stopped. Narrow its time range, or give it more with --timeout (timeoutSeconds).");

    public static string InWords(string error)
    {
        error = error.Length <= MostRead ? error : error[..MostRead];
        foreach (var (pattern, words) in All)
        {
            if (pattern.Match(error) is { Success: true } match)
            {
                return match.Result(words).Trim();
            }
        }

        var text = Kind().Replace(error.Split("\n\n")[0].Trim(), "");
        return text.EndsWith('.') || text.EndsWith('!') ? text : text + ".";
    }

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    [GeneratedRegex("""Referenced (?:column|table) ("[^"]*") not found(?:[^\n]*\n+)?(?:\s*(Candidate (?:bindings|tables): [^\n]*))?""")]
    private static partial Regex NoColumn();

    [GeneratedRegex("Cannot compare values of type TIMESTAMP[A-Z_]* (?:WITH TIME ZONE )?and type TIMESTAMP")]
    private static partial Regex NotComparable();

    [GeneratedRegex("""syntax error at (?:or near )?("[^"]*"|end of input)""")]
    private static partial Regex NoSyntax();

    [GeneratedRegex("""column "?([^"\s]+)"? must appear in the GROUP BY""")]
    private static partial Regex NotGrouped();

    [GeneratedRegex(@"^Conversion Error: ([^\n]*)")]
    private static partial Regex NoConversion();

    [GeneratedRegex(@"No function matches the given name and argument types '([^(']+)")]
    private static partial Regex NoOverload();

    [GeneratedRegex("Out of Memory Error|std::bad_alloc|memory allocation failure|failed to allocate|could not allocate", RegexOptions.IgnoreCase)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex("max_temp_directory_size|failed to offload data block", RegexOptions.IgnoreCase)]
    private static partial Regex NoRoom();

    [GeneratedRegex("Max expression depth|recursion|stack depth", RegexOptions.IgnoreCase)]
    private static partial Regex TooDeep();

    [GeneratedRegex(@"^[A-Z][A-Za-z ]* Error: (?:[A-Z][A-Za-z ]* Error: )*")]
    private static partial Regex Kind();
}
