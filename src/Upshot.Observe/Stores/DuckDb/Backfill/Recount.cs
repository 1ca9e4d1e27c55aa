using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Receive;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Sampling;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>
/// Counts objectives again from stored spans, as the present plan defines them, and says what is missing of what was counted: the minutes before a definition
/// changed. What was counted and has no spans any more stays as it is, and so does what was counted before its hour was sampled. Where all of an hour's
/// requests are still there, what an operation is no longer recognised by can be taken out of its objectives, and requests become those of the operation that
/// they are of now.
/// </summary>
internal static class Recount
{
    private const int RowsAtOnce = 20_000;
    private const long Hour = 3_600_000_000_000;

    /// <summary>What is to be added. A second time there is nothing: what was added is found.</summary>
    public static (IReadOnlyList<ObjectiveRow> Objectives, IReadOnlyList<RollupRow> Requests) Missing(QuerySession session, TimeRange range, RecountAsked what, CancellationToken cancellation)
    {
        var (plan, only, shrinking) = (session.Snapshot.Plan, what.Objectives, what.Shrinking);
        var (missing, moved) = (new List<ObjectiveRow>(), new List<RollupRow>());
        foreach (var (hour, requests) in HoursOf(session, range, what))
        {
            cancellation.ThrowIfCancellationRequested();
            var within = new TimeRange(Nanos.ToMoment(hour), Nanos.ToMoment(hour + Hour));
            var counted = CountedMinutes.Of(session, null, within).ToDictionary(c => c.Place);
            var (again, found) = Count(session, plan, hour, cancellation);
            // What stays of a sampled hour tells its totals without bias and not exactly: minutes that were counted when all of it was there stay as they are.
            var isSampled = SampledHours.Of(session, hour, hour).Count > 0;
            var isWhole = !isSampled && found >= requests;
            moved.AddRange(isSampled ? [] : MovedRequests.Of(session, again.Rows, within));
            foreach (var row in again.Objectives)
            {
                counted.Remove(new(row.Objective.Name, row.Objective.Definition, row.Minute, row.Version, row.Environment), out var was);
                var (good, total, sampling) = was is null ? default : (was.Good, was.Total, was.Sampling);
                if (isWhole && shrinking.Contains(row.Objective.Name))
                {
                    Add(missing, row.Minute, row.Objective, row.Version, row.Environment, row.Good - good, row.Total - total, row.Sampling - sampling);
                }
                else if (row.Total > total && !(isSampled && total > 0) && only?.Contains(row.Objective.Name) != false)
                {
                    Add(missing, row.Minute, row.Objective, row.Version, row.Environment, Math.Clamp(row.Good - good, 0, row.Total - total), row.Total - total, Grown(row.Sampling - sampling));
                }
            }

            foreach (var (place, was) in isWhole ? counted.Where(c => shrinking.Contains(c.Key.Objective)) : [])
            {
                if (plan.Objectives.FirstOrDefault(o => o.Name == place.Objective && o.Definition == place.Definition) is { } objective)
                {
                    Add(missing, place.Minute, objective, place.Version, place.Environment, -was.Good, -was.Total, default(SamplingVariance) - was.Sampling);
                }
            }
        }

        return (missing, moved);
    }

    private static void Add(List<ObjectiveRow> missing, long minute, ObjectiveCounter objective, string version, string environment, long good, long total, SamplingVariance sampling)
    {
        if (good != 0 || total != 0)
        {
            missing.Add(new(minute, objective, version, environment) { Good = good, Total = total, Sampling = sampling });
        }
    }

    private static SamplingVariance Grown(SamplingVariance change) => change with { Good = Math.Max(0, change.Good), Bad = Math.Max(0, change.Bad) };

    /// <summary>With how many requests came in each.</summary>
    private static List<(long Hour, long Requests)> HoursOf(QuerySession session, TimeRange range, RecountAsked what)
    {
        var (within, plan) = (Sql.Within("minute", range), session.Snapshot.Plan);
        var rollups = session.Read(
            $"SELECT epoch_ns(minute) // {Hour}, operation, environment, sum(requests)::BIGINT, sum(errors)::BIGINT FROM ({session.Rollups}) WHERE {within} GROUP BY ALL",
            r => (Hour: r.GetInt64(0), Operation: r.IsDBNull(1) ? "" : r.GetString(1), Environment: r.IsDBNull(2) ? "" : r.GetString(2), Requests: r.GetInt64(3), Errors: r.GetInt64(4)));
        if (what.EveryHour)
        {
            return [.. rollups.GroupBy(r => r.Hour).OrderBy(h => h.Key).Select(h => (h.Key * Hour, h.Sum(r => r.Requests)))];
        }

        var others = MovedRequests.HoursOf(session, what.Operations, within);
        var totals = session.Read(
            $"SELECT epoch_ns(minute) // {Hour}, objective, definition, sum(total)::BIGINT FROM ({session.ObjectiveMinutes}) WHERE {within} GROUP BY ALL",
            r => (Key: (r.GetInt64(0), r.GetString(1), r.GetString(2)), Total: r.GetInt64(3))).ToDictionary(t => t.Key, t => t.Total);
        var byHour = rollups.ToLookup(r => r.Hour);
        return [.. byHour.Where(hour => others.Contains(hour.Key) || plan.Objectives.Any(o => Expected(o, plan.Operations, hour) != totals.GetValueOrDefault((hour.Key, o.Name, o.Definition)))).OrderBy(h => h.Key).Select(h => (h.Key * Hour, h.Sum(r => r.Requests)))];
    }

    private static long Expected(ObjectiveCounter objective, OperationMatcher operations, IEnumerable<(long Hour, string Operation, string Environment, long Requests, long Errors)> hour) =>
        objective.Operation < 0 ? 0 : hour.Where(r => r.Operation == operations.Names[objective.Operation] && (objective.Environment is null || r.Environment == objective.Environment))
            .Sum(r => objective.LatencyNanos is null ? r.Requests : r.Requests - r.Errors);

    private static (RollupAccumulator Rollups, long Requests) Count(QuerySession session, StorePlan plan, long hour, CancellationToken cancellation)
    {
        var rollups = new RollupAccumulator(plan.Operations, plan.Objectives);
        var (reader, policy) = (new BatchReader(), new BatchPolicy(plan.Operations));
        var seen = new HashSet<(ulong, long)>();
        var requests = 0L;
        using var command = session.Connection.CreateCommand();
        command.CommandText = Statement(session, hour);
        using var interruption = new Interruption(command, cancellation);
        using var rows = command.ExecuteReader();
        var spans = new SpanRows(rows, AttributesOf(session));
        while (true)
        {
            using var request = new RequestBuffer(1 << 20);
            if (spans.Write(request, RowsAtOnce) == 0)
            {
                return (rollups, requests);
            }

            // Kept alive by the request that its texts point into.
            var batch = policy.Apply(reader.Read(TelemetrySignal.Traces, request, DateTimeOffset.UnixEpoch));
            List<EntryRequest> fresh = [.. batch.Summary.Requests.Where(r => seen.Add((r.Key, r.StartNanos)))];
            requests += fresh.Sum(r => r.Weight);
            rollups.Add(fresh);
        }
    }

    private static string Statement(QuerySession session, long hour)
    {
        var within = $"start_time >= {Sql.Time(hour)} AND start_time < {Sql.Time(hour + Hour)}";
        var stored = session.Spans(hour, hour + Hour);
        var spans = session.Spans(hour - Hour, hour + Hour);
        return string.Create(CultureInfo.InvariantCulture, $"""
            SELECT *, epoch_ns(start_time) AS start_nanos,
                kind = {SpanKinds.Consumer} AND (trace_id, parent_span_id, service, coalesce(instance, '')) IN (
                    SELECT (trace_id, span_id, service, coalesce(instance, '')) FROM ({spans})
                    WHERE trace_id IN (SELECT trace_id FROM ({stored}) WHERE kind = {SpanKinds.Consumer} AND {within})) AS {SpanRows.IsWithin}
            FROM ({stored}) WHERE {within} AND (parent_span_id IS NULL OR kind IN ({SpanKinds.Server}, {SpanKinds.Consumer}))
            """);
    }

    private static Dictionary<string, string> AttributesOf(QuerySession session) =>
        session.Translator.SchemaOf(TelemetrySignal.Traces).Columns.Where(c => c.Attribute is not null)
            .ToDictionary(c => c.Name, c => c.Attribute!, StringComparer.OrdinalIgnoreCase);
}
