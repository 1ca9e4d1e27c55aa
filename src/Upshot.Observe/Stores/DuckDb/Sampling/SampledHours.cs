using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Questions;

namespace Upshot.Observe.Stores.DuckDb.Sampling;

/// <summary>Hours of which the server kept a share of the traces, as what stays of them says.</summary>
internal static class SampledHours
{
    private const long Hour = CountedHours.Nanos;

    /// <param name="from">Unix nanoseconds.</param>
    /// <returns>Hours since 1970.</returns>
    public static HashSet<long> Of(QuerySession session, long from, long to)
    {
        var (first, beyond) = (from / Hour * Hour, ((to / Hour) + 1) * Hour);
        return [.. session.Read(
            $"""
             SELECT DISTINCT epoch_ns(start_time) // {Hour} FROM ({session.Rows(TelemetrySignal.Traces, "spans", first, beyond)})
             WHERE adjusted_count > 1 AND contains(trace_state, '{TailDecision.Counted}') AND start_time >= {Sql.Time(first)} AND start_time < {Sql.Time(beyond)}
             """,
            r => r.GetInt64(0))];
    }
}
