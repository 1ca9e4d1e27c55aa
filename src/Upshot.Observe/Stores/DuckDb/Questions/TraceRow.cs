using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>A row that a trace may be listed by, and its place in the order that was asked for.</summary>
internal sealed record TraceRow(TraceFound Found, ulong SpanId, long StartNanos, long DurationNanos)
{
    /// <summary>The same order as <see cref="By"/>.</summary>
    public static string OrderIn(TraceSearch search) => $"{(search.SlowestFirst ? "duration_ns" : "start_time")} DESC, trace_id";

    /// <summary>A condition on rows that are not behind another.</summary>
    public static string IsAhead(TraceSearch search, TraceRow of) =>
        search.SlowestFirst ? $"duration_ns >= {of.DurationNanos}" : $"start_time >= {Sql.Time(of.StartNanos)}";

    public static Comparer<TraceRow> By(TraceSearch search) => Comparer<TraceRow>.Create((a, b) =>
        (search.SlowestFirst ? b.DurationNanos.CompareTo(a.DurationNanos) : b.StartNanos.CompareTo(a.StartNanos)) is not 0 and var order
            ? order
            : string.CompareOrdinal(a.Found.TraceId, b.Found.TraceId));
}
