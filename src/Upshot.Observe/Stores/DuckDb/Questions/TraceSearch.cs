using Upshot.Evidence;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Which traces somebody looks for. Without an operation every trace counts by its root.</summary>
public sealed record TraceSearch(TimeRange Range, int Limit)
{
    public string? Operation { get; init; }
    public string? Service { get; init; }
    public string? Version { get; init; }

    /// <summary>Of the entry span (without an operation: of the root).</summary>
    public TimeSpan? AtLeast { get; init; }

    public bool OnlyFailed { get; init; }

    /// <summary>The slowest come first instead of the latest.</summary>
    public bool SlowestFirst { get; init; }
}

/// <summary>A trace by its entry span, or by its root.</summary>
/// <param name="Operation">Empty: none of the plan.</param>
public sealed record TraceFound(string TraceId, DateTimeOffset Start, double DurationMillis, string Service, string Name, string Version, string Operation, bool IsError);

internal static class TraceSearchQuestion
{
    /// <summary>OTLP's status code of an error.</summary>
    private const byte Failed = 2;

    public static IReadOnlyList<TraceFound> Answer(Func<QuerySession> ask, TraceSearch search)
    {
        using var asked = ask();
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
