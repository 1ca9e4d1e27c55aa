using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>A row that a trace may be listed by, and its place in the order that was asked for.</summary>
internal sealed record TraceRow(TraceFound Found, ulong SpanId, long StartNanos, long DurationNanos)
{
    /// <summary>The same order as <see cref="By"/>.</summary>
    public static string OrderIn(TraceSearch search) => $"{(search.SlowestFirst ? "duration_ns" : "start_time")} DESC, trace_id";

    public static Comparer<TraceRow> By(TraceSearch search) => Comparer<TraceRow>.Create((a, b) =>
        (search.SlowestFirst ? b.DurationNanos.CompareTo(a.DurationNanos) : b.StartNanos.CompareTo(a.StartNanos)) is not 0 and var order
            ? order
            : string.CompareOrdinal(a.Found.TraceId, b.Found.TraceId));

    /// <summary>
    /// The answer from rows in any order: a trace can hold several entry spans of an operation, or several roots; each trace comes once, its root before any part of it.
    /// </summary>
    public static IReadOnlyList<TraceFound> Listed(TraceSearch search, IEnumerable<TraceRow> rows) =>
        [.. rows.Order(By(search)).OrderBy(r => r.Found.IsPart).DistinctBy(r => r.Found.TraceId).Order(By(search)).Take(search.Limit).Select(r => r.Found)];

    /// <summary>The last row that the answer has without anything more; null: it is not full.</summary>
    public static TraceRow? LastOfFull(TraceSearch search, IReadOnlyList<TraceRow> rows) =>
        rows.Order(By(search)).DistinctBy(r => r.Found.TraceId).Skip(search.Limit - 1).FirstOrDefault();
}
