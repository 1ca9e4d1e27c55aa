using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Traces by entry span or root.</summary>
internal static class TraceSearchAnswer
{
    /// <summary>OTLP's status code of an error.</summary>
    private const byte Failed = 2;

    private const string IsRoot = "(parent_span_id IS NULL OR parent_span_id = span_id)";
    private static readonly string s_isInnerEntry = $"NOT {IsRoot} AND kind IN ({SpanKinds.Server}, {SpanKinds.Consumer})";

    public static IReadOnlyList<TraceFound> Of(QuerySession asked, TraceSearch search)
    {
        if (search.Operation is { } operation)
        {
            return TraceRow.Listed(search, Rows(asked, search, $"operation = {Sql.Text(operation)}", search.Limit * 4L));
        }

        var roots = Rows(asked, search, IsRoot, search.Limit * 4L);
        return TraceRow.Listed(search, [.. roots, .. PartsOfTraces(asked, search, roots)]);
    }

    /// <summary>
    /// Entry spans whose parents are not here, of traces without a root here. Most entry spans have their parents: so those that might be listed are
    /// taken in the order of the answer, a few at first, and their traces looked at.
    /// </summary>
    private static List<TraceRow> PartsOfTraces(QuerySession asked, TraceSearch search, IReadOnlyList<TraceRow> roots)
    {
        var complete = roots.Select(r => r.Found.TraceId).Distinct().ToList();
        var last = TraceRow.LastOfFull(search, roots);
        var which = s_isInnerEntry + (complete.Count == 0 ? "" : $" AND trace_id NOT IN (SELECT unnest({Sql.List(complete)}::UUID[]))") + (last is null ? "" : $" AND {IsAhead(search, last)}");
        for (var most = search.Limit * 8L; ; most *= 8)
        {
            var entries = Rows(asked, search, which, most, search.SlowestFirst ? null : last?.StartNanos);
            var parts = entries.Count == 0 ? [] : TraceTops.WithoutParents(asked, entries);
            if (entries.Count < most || most > MostEntries || parts.DistinctBy(p => p.Found.TraceId).Count() >= search.Limit)
            {
                return parts;
            }
        }
    }

    // Of a store where so many entry spans in a row have their parents, nearly all have.
    private const long MostEntries = 20_000;

    private static List<TraceRow> Rows(QuerySession asked, TraceSearch search, string which, long limit, long? notBefore = null)
    {
        var (from, to) = (Math.Max(Nanos.Of(search.Range.From), notBefore ?? long.MinValue), Nanos.Of(search.Range.To));
        if (search.SlowestFirst)
        {
            return Rows(asked, search, which, limit, from, to);
        }

        var rows = new List<TraceRow>();
        foreach (var slice in TimeSlices.NewestFirst([.. asked.Snapshot.Files.Where(f => f.Signal == TelemetrySignal.Traces)], from, to))
        {
            rows.AddRange(Rows(asked, search, which, limit - rows.Count, slice.From, slice.To));
            if (rows.Count >= limit)
            {
                break;
            }
        }

        return rows;
    }

    private static List<TraceRow> Rows(QuerySession asked, TraceSearch search, string which, long limit, long from, long to) => asked.Read(
        $"""
         SELECT replace(trace_id::VARCHAR, '-', ''), span_id, epoch_ns(start_time), duration_ns, service, name, version, coalesce(operation, ''), status
         FROM ({asked.Spans(from, to)})
         WHERE start_time >= {Sql.Time(from)} AND start_time < {Sql.Time(to)} AND {string.Join(" AND ", Conditions(search).Append(which))}
         ORDER BY {TraceRow.OrderIn(search)} LIMIT {limit}
         """,
        r => new TraceRow(
            new(r.GetString(0), Nanos.ToMoment(r.GetInt64(2)), r.GetInt64(3) / 1e6, r.GetString(4), r.GetString(5), r.IsDBNull(6) ? "" : r.GetString(6), r.GetString(7), r.GetByte(8) == Failed),
            r.GetFieldValue<ulong>(1),
            r.GetInt64(2),
            r.GetInt64(3)));

    /// <summary>A condition on rows that are not behind another.</summary>
    private static string IsAhead(TraceSearch search, TraceRow of) =>
        search.SlowestFirst ? $"duration_ns >= {of.DurationNanos}" : $"start_time >= {Sql.Time(of.StartNanos)}";

    private static IEnumerable<string> Conditions(TraceSearch search)
    {
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
