using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Traces by entry span or root.</summary>
internal static class TraceSearchAnswer
{
    /// <summary>OTLP's status code of an error.</summary>
    private const byte Failed = 2;

    public static IReadOnlyList<TraceFound> Of(QuerySession asked, TraceSearch search)
    {
        // A trace can hold several entry spans of an operation: a few rows more, and each trace once.
        var rows = asked.Read(
            $"""
             SELECT replace(trace_id::VARCHAR, '-', ''), epoch_ns(start_time), duration_ns, service, name, version, coalesce(operation, ''), status
             FROM ({asked.Spans(Nanos.Of(search.Range.From), Nanos.Of(search.Range.To))})
             WHERE {string.Join(" AND ", Conditions(search))}
             ORDER BY {(search.SlowestFirst ? "duration_ns" : "start_time")} DESC, trace_id LIMIT {search.Limit * 4L}
             """,
            r => new TraceFound(r.GetString(0), Nanos.ToMoment(r.GetInt64(1)), r.GetInt64(2) / 1e6, r.GetString(3), r.GetString(4), r.IsDBNull(5) ? "" : r.GetString(5), r.GetString(6), r.GetByte(7) == Failed));
        return [.. rows.DistinctBy(r => r.TraceId).Take(search.Limit)];
    }

    private static IEnumerable<string> Conditions(TraceSearch search)
    {
        yield return Nanos.Within("start_time", search.Range);
        yield return search.Operation is { } operation ? $"operation = {Sql.Text(operation)}" : "parent_span_id IS NULL";
        if (search.Service is { } service)
        {
            yield return $"service = {Sql.Text(service)}";
        }

        if (search.Version is { } version)
        {
            yield return $"version = {Sql.Text(version)}";
        }

        if (search.AtLeast is { } atLeast)
        {
            yield return $"duration_ns > {atLeast.Ticks * 100}";
        }

        if (search.OnlyFailed)
        {
            yield return $"status = {Failed}";
        }
    }
}
