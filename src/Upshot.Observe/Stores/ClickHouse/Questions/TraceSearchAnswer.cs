using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Traces by entry span or root.</summary>
internal static class TraceSearchAnswer
{
    private const string IsRoot = "(parent_span_id = 0 OR parent_span_id = span_id)";

    // Of a store where so many entry spans in a row have their parents, nearly all have.
    private const long MostEntries = 20_000;
    private const long Hour = 3_600_000_000_000;
    private static readonly string s_isInnerEntry = $"NOT {IsRoot} AND kind IN ({SpanKinds.Server}, {SpanKinds.Consumer})";

    public static async Task<IReadOnlyList<TraceFound>> OfAsync(ClickHouseSession session, TraceSearch search)
    {
        if (search.Operation is { } operation)
        {
            return TraceRow.Listed(search, await RowsAsync(session, search, $"operation = {Literal.Text(operation)}", search.Limit * 4L));
        }

        var roots = await RowsAsync(session, search, IsRoot, search.Limit * 4L);
        return TraceRow.Listed(search, [.. roots, .. await PartsOfTracesAsync(session, search, roots)]);
    }

    /// <summary>
    /// Entry spans whose parents are not here, of traces without a root here. Most entry spans have their parents: so those that might be listed are
    /// taken in the order of the answer, a few at first, and their traces looked at.
    /// </summary>
    private static async Task<List<TraceRow>> PartsOfTracesAsync(ClickHouseSession session, TraceSearch search, List<TraceRow> roots)
    {
        var complete = roots.Select(r => r.Found.TraceId).Distinct().ToList();
        var last = TraceRow.LastOfFull(search, roots);
        var which = s_isInnerEntry + (complete.Count == 0 ? "" : $" AND trace_id NOT IN {Ids(complete)}")
            + (last is null ? "" : search.SlowestFirst ? $" AND duration_ns >= {last.DurationNanos}" : $" AND start_time >= {Literal.Time(last.StartNanos)}");
        for (var most = search.Limit * 8L; ; most *= 8)
        {
            var entries = await RowsAsync(session, search, which, most, search.SlowestFirst ? null : last?.StartNanos);
            var parts = entries.Count == 0 ? [] : await WithoutParentsAsync(session, entries);
            if (entries.Count < most || most > MostEntries || parts.DistinctBy(p => p.Found.TraceId).Count() >= search.Limit)
            {
                return parts;
            }
        }
    }

    /// <summary>Of entry spans those that nothing is above; of a trace where something is above each, such as a circle of parents, all.</summary>
    private static async Task<List<TraceRow>> WithoutParentsAsync(ClickHouseSession session, List<TraceRow> entries)
    {
        // A parent may have begun an hour before its child; clocks that go wrong let it begin after it.
        var (from, to) = (entries.Min(e => e.StartNanos), entries.Max(e => e.StartNanos));
        var found = $"FROM {session.Spans} WHERE {Literal.WithinMinutes("start_time", from < Hour ? 0 : from - Hour, to > long.MaxValue - Hour ? to : to + Hour)} AND trace_id IN {Ids(entries.Select(e => e.Found.TraceId).Distinct())}";
        var tops = await session.ReadAsync(
            $"""
             SELECT DISTINCT {Rows.TraceIdHex}, span_id, toInt32({IsRoot}), toInt32(kind IN ({SpanKinds.Server}, {SpanKinds.Consumer}))
             {found} AND ({IsRoot} OR (trace_id, parent_span_id) GLOBAL NOT IN (SELECT trace_id, span_id {found}))
             """,
            r => (Trace: r.GetString(0), Span: r.GetFieldValue<ulong>(1), IsRoot: r.GetInt32(2) != 0, IsEntry: r.GetInt32(3) != 0));
        var withRoot = tops.Where(t => t.IsRoot).Select(t => t.Trace).ToHashSet(StringComparer.Ordinal);
        var entryTops = tops.Where(t => t.IsEntry).Select(t => (t.Trace, t.Span)).ToHashSet();
        var withEntryTop = entryTops.Select(t => t.Trace).ToHashSet(StringComparer.Ordinal);
        return [.. entries.Where(e => !withRoot.Contains(e.Found.TraceId) && (entryTops.Contains((e.Found.TraceId, e.SpanId)) || !withEntryTop.Contains(e.Found.TraceId)))
            .Select(e => e with { Found = e.Found with { IsPart = true } })];
    }

    private static Task<List<TraceRow>> RowsAsync(ClickHouseSession session, TraceSearch search, string which, long limit, long? notBefore = null) => session.ReadAsync(
        $"""
         SELECT {Rows.TraceIdHex}, span_id, {Rows.Nanos("start_time")}, duration_ns, service, name, version, operation, status
         FROM {session.Spans}
         WHERE {string.Join(" AND ", Conditions(search, notBefore).Append(which))}
         ORDER BY {(search.SlowestFirst ? "" : $"{Literal.Minute("start_time")} DESC, ")}{TraceRow.OrderIn(search)} LIMIT {limit}
         """,
        r => new TraceRow(
            new(r.GetString(0), Nanos.ToMoment(r.GetInt64(2)), Nanos.Milliseconds(r.GetInt64(3)), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), r.GetByte(8) == Rows.Failed),
            r.GetFieldValue<ulong>(1),
            r.GetInt64(2),
            r.GetInt64(3)));

    private static IEnumerable<string> Conditions(TraceSearch search, long? notBefore)
    {
        yield return Literal.WithinMinutes("start_time", Math.Max(Nanos.Of(search.Range.From), notBefore ?? long.MinValue), Nanos.Of(search.Range.To));
        if (search.Service is { } service)
        {
            yield return $"service = {Literal.Text(service)}";
        }

        if (search.Version is { } version)
        {
            yield return $"version = {Literal.Text(version)}";
        }

        if (search.AtLeast is { } atLeast)
        {
            yield return $"duration_ns > {atLeast.Ticks * 100}";
        }

        if (search.OnlyFailed)
        {
            yield return $"status = {Rows.Failed}";
        }
    }

    // Hex digits that came from the database.
    private static string Ids(IEnumerable<string> hex) => $"({string.Join(", ", hex.Select(Literal.TraceId))})";
}
