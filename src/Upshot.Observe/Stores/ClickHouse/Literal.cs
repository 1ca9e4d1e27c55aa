using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;

namespace Upshot.Observe.Stores.ClickHouse;

/// <summary>Values as ClickHouse's SQL writes them.</summary>
internal static class Literal
{
    public static string Text(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";

    public static string TextOrNull(string? text) => text is null ? "NULL" : Text(text);

    public static string List(IEnumerable<string> texts) => $"({string.Join(", ", texts.Select(Text).DefaultIfEmpty("NULL"))})";

    /// <summary>A DateTime64(9) from Unix nanoseconds.</summary>
    public static string Time(long nanos) => string.Create(CultureInfo.InvariantCulture, $"fromUnixTimestamp64Nano(toInt64({Clamped(nanos)}), 'UTC')");

    /// <summary>A trace's id, which is stored as its 16 bytes.</summary>
    public static string TraceId(string hex) => $"unhex('{hex}')";

    /// <summary>A condition on a time, from Unix nanoseconds up to others.</summary>
    public static string Within(string column, long from, long to) => $"{column} >= {Time(from)} AND {column} < {Time(to)}";

    public static string Within(string column, TimeRange range) => Within(column, Nanos.Of(range.From), Nanos.Of(range.To));

    /// <summary>
    /// The same on a column that tables are ordered by the minute of: of a condition on the column alone ClickHouse knows nothing about the minutes.
    /// </summary>
    public static string WithinMinutes(string column, long from, long to) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Within(column, from, to)} AND {Minute(column)} BETWEEN {Clamped(from) / PerMinute} AND {Clamped(to) / PerMinute}");

    public static string WithinMinutes(string column, TimeRange range) => WithinMinutes(column, Nanos.Of(range.From), Nanos.Of(range.To));

    /// <summary>As it stands in the order of the tables.</summary>
    public static string Minute(string column) => $"intDiv(toUnixTimestamp64Nano({column}), {PerMinute})";

    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private const long PerMinute = 60_000_000_000;

    // Nothing that is stored happened before 1970.
    private static long Clamped(long nanos) => Math.Max(nanos, 0);
}
