namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Literals for statements that cannot take parameters.</summary>
internal static class Sql
{
    public static string Text(string text) => $"'{text.Replace("'", "''")}'";

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Text))}]";

    /// <summary>A TIMESTAMP_NS from Unix nanoseconds.</summary>
    public static string Time(long nanos) => $"make_timestamp_ns({nanos})";
}
