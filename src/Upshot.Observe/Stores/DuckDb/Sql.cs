using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Literals for statements that cannot take parameters.</summary>
internal static class Sql
{
    /// <summary>A statement ends at a NUL; no text that is stored and equal to it is found.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''").Replace('\0', '\uFFFD')}'";

    /// <summary>Where the member of an object is, as a JSON pointer: a path has names that it cannot say.</summary>
    public static string Pointer(string name) => Text($"/{name.Replace("~", "~0").Replace("/", "~1")}");

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Text))}]";

    /// <summary>A TIMESTAMP_NS from Unix nanoseconds. The ends of what a long holds mean infinity to the database, and cannot be compared with times of other precision.</summary>
    public static string Time(long nanos) => $"make_timestamp_ns({Math.Clamp(nanos, -Farthest, Farthest)})";

    /// <summary>A condition on a TIMESTAMP_NS column.</summary>
    public static string Within(string column, TimeRange range) => $"{column} >= {Time(Nanos.Of(range.From))} AND {column} < {Time(Nanos.Of(range.To))}";

    // In the years 1677 and 2262, whole seconds.
    private const long Farthest = 9_223_372_035_000_000_000;
}
