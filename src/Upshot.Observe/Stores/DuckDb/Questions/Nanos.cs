using Upshot.Evidence;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Moments as Unix nanoseconds and back; what lies outside of them is clamped.</summary>
internal static class Nanos
{
    private const long TicksAtEpoch = 621_355_968_000_000_000;

    public static long Of(DateTimeOffset moment) =>
        (long)Int128.Clamp((Int128)(moment.UtcTicks - TicksAtEpoch) * 100, long.MinValue, long.MaxValue);

    public static DateTimeOffset ToMoment(long nanos) => new((nanos / 100) + TicksAtEpoch, TimeSpan.Zero);

    /// <summary>A condition on a TIMESTAMP_NS column.</summary>
    public static string Within(string column, TimeRange range) =>
        $"{column} >= {Sql.Time(Of(range.From))} AND {column} < {Sql.Time(Of(range.To))}";
}
