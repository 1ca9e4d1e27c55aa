using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Traces by entry span or root.</summary>
internal static class TraceSearchAnswer
{
    public static IReadOnlyList<TraceFound> Of(QuerySession asked, TraceSearch search)
    {
        var roots = Tops(asked, search);
        if (search.Operation is not null)
        {
            return TraceRow.Listed(search, roots);
        }

        return TraceRow.Listed(search, [.. roots, .. PartsOfTraces(asked, search, roots)]);
    }

    /// <summary>Roots, or entry spans of the operation. A trace can have several, so as many as traces are asked for may not do.</summary>
    private static List<TraceRow> Tops(QuerySession asked, TraceSearch search)
    {
        var choice = new SpanChoice(search, IsInner: false, [], null);
        var rows = Rows(asked, choice, search.Limit);
        return rows.Count < search.Limit || rows.DistinctBy(r => r.Found.TraceId).Count() == search.Limit ? rows : Rows(asked, choice, search.Limit * 4L);
    }

    /// <summary>
    /// Entry spans whose parents are not here, of traces without a root here. Most entry spans have their parents: so those that might be listed are
    /// taken in the order of the answer, a few at first, and their traces looked at.
    /// </summary>
    private static List<TraceRow> PartsOfTraces(QuerySession asked, TraceSearch search, IReadOnlyList<TraceRow> roots)
    {
        var complete = roots.Select(r => r.Found.TraceId).Distinct().ToList();
        var last = TraceRow.LastOfFull(search, roots);
        var choice = new SpanChoice(search, IsInner: true, complete, last);
        for (var most = search.Limit * 8L; ; most *= 8)
        {
            var entries = Rows(asked, choice, most);
            var parts = entries.Count == 0 ? [] : TraceTops.WithoutParents(asked, entries);
            if (entries.Count < most || most > MostEntries || parts.DistinctBy(p => p.Found.TraceId).Count() >= search.Limit)
            {
                return parts;
            }
        }
    }

    // Of a store where so many entry spans in a row have their parents, nearly all have.
    private const long MostEntries = 20_000;

    private static List<TraceRow> Rows(QuerySession asked, SpanChoice choice, long limit) =>
        (asked.Translator.LeavesSpans && limit <= MostUnqueried ? WithoutSql.Try(() => new SpanFinder(asked, choice, (int)limit).With(Unsealed(asked, choice, limit))) : null) ?? ByStatement(asked, choice, limit);

    // What is found has to be kept, sorted and cut with each file.
    private const int MostUnqueried = 4000;

    internal static List<TraceRow> Unsealed(QuerySession asked, SpanChoice choice, long limit) =>
        asked.UnsealedSpans() is { } spans ? Rows(asked, choice, spans, limit, choice.From, choice.To) : [];

    internal static List<TraceRow> ByStatement(QuerySession asked, SpanChoice choice, long limit)
    {
        var (from, to) = (choice.From, choice.To);
        if (choice.Search.SlowestFirst)
        {
            return Rows(asked, choice, asked.Spans(from, to), limit, from, to);
        }

        var rows = new List<TraceRow>();
        foreach (var slice in TimeSlices.NewestFirst([.. asked.Snapshot.Files.Where(f => f.Signal == TelemetrySignal.Traces)], from, to))
        {
            rows.AddRange(Rows(asked, choice, asked.Spans(slice.From, slice.To), limit - rows.Count, slice.From, slice.To));
            if (rows.Count >= limit)
            {
                break;
            }
        }

        return rows;
    }

    private static List<TraceRow> Rows(QuerySession asked, SpanChoice choice, string spans, long limit, long from, long to) => asked.Read(
        $"""
         SELECT replace(trace_id::VARCHAR, '-', ''), span_id, epoch_ns(start_time), duration_ns, service, name, version, coalesce(operation, ''), status
         FROM ({spans})
         WHERE start_time >= {Sql.Time(from)} AND start_time < {Sql.Time(to)} AND {choice.Condition}
         ORDER BY {TraceRow.OrderIn(choice.Search)} LIMIT {limit}
         """,
        r => new TraceRow(
            new(r.GetString(0), Nanos.ToMoment(r.GetInt64(2)), Nanos.Milliseconds(r.GetInt64(3)), r.GetString(4), r.GetString(5), r.IsDBNull(6) ? "" : r.GetString(6), r.GetString(7), r.GetByte(8) == SpanChoice.Failed),
            r.GetFieldValue<ulong>(1),
            r.GetInt64(2),
            r.GetInt64(3)));
}
