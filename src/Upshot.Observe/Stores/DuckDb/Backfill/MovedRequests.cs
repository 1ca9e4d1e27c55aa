using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>
/// Requests that were counted before the plan said whose they are, or said otherwise: what is to be added to one operation and taken from another, so that pages show the
/// history that budgets count. Nothing moves of a place (a minute of a route of a process) whose requests are not all still stored.
/// </summary>
internal static class MovedRequests
{
    private const long Hour = CountedHours.Nanos;

    private readonly record struct Place(long Minute, string Service, string Version, string Environment, string Process, string Route, byte Kind);

    /// <summary>Hours (since 1970) in which requests may be of operations that do not have them, or were and are no longer. What else an operation asks of its spans than service and route, rollups do not know.</summary>
    public static IReadOnlySet<long> HoursOf(QuerySession session, IReadOnlyList<Operation> operations, string within)
    {
        if (operations.Count == 0)
        {
            return new HashSet<long>();
        }

        var any = string.Join(" OR ", operations.Select(o => string.Join(" AND ", new[]
        {
            $"operation IS DISTINCT FROM {Sql.Text(o.Name)}", Is("service", o.Entry.Service), Is("route", o.Entry.Route),
        }.Where(c => c.Length > 0)) is var may ? $"operation = {Sql.Text(o.Name)} OR ({may})" : ""));
        return session.Read($"SELECT DISTINCT epoch_ns(minute) // {Hour} FROM ({session.Rollups}) WHERE {within} AND ({any})", r => r.GetInt64(0)).ToHashSet();

        static string Is(string column, string? text) => text is null ? "" : $"{column} = {Sql.Text(text)}";
    }

    /// <param name="counted">All requests of an hour that are still stored, as the present plan counts them.</param>
    public static IEnumerable<RollupRow> Of(QuerySession session, IReadOnlyCollection<RollupRow> counted, TimeRange hour)
    {
        if (counted.Count == 0)
        {
            yield break;
        }

        var before = Stored(session, hour).ToLookup(s => s.Place, s => s.Row);
        foreach (var place in counted.GroupBy(PlaceOf))
        {
            List<RollupRow> now = [.. place], then = [.. before[place.Key].Select(s => s(now[0]))];
            if (now.Sum(r => r.Requests) != then.Sum(r => r.Requests) || now.Sum(r => r.Errors) != then.Sum(r => r.Errors))
            {
                continue;
            }

            foreach (var operation in now.Concat(then).Select(r => r.Operation).Distinct(StringComparer.Ordinal))
            {
                var change = new RollupRow(place.Key.Minute, operation, now[0].Resource, now[0].Route, now[0].Kind);
                now.Where(r => r.Operation == operation).ToList().ForEach(change.Add);
                then.Where(r => r.Operation == operation).ToList().ForEach(change.Subtract);
                if (change.Requests != 0 || change.Errors != 0 || change.SumNanos != 0)
                {
                    yield return change;
                }
            }
        }
    }

    private static Place PlaceOf(RollupRow row) => new(row.Minute, row.Resource.Service, row.Resource.Version, row.Resource.Environment, row.Resource.Process, row.Route, row.Kind);

    /// <summary>What the rollups have, each as a row of the process that a counted row knows.</summary>
    private static List<(Place Place, Func<RollupRow, RollupRow> Row)> Stored(QuerySession session, TimeRange hour) => session.Read(
        $"""
         SELECT epoch_ns(minute), coalesce(service, ''), coalesce(version, ''), coalesce(environment, ''), coalesce(instance, ''), route, kind, coalesce(operation, ''),
                requests, errors, sum_ns, histogram, {SampledSums.OfRow}, histogram_variance
         FROM ({session.Rollups}) WHERE {Sql.Within("minute", hour)}
         """,
        r =>
        {
            var place = new Place(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetByte(6));
            var (operation, requests, errors, sum) = (r.GetString(7), r.GetInt64(8), r.GetInt64(9), r.GetInt64(10));
            var (latency, sampling, variance) = (ExponentialHistogram.FromBytes(ObjectiveAnswer.ReadBlob(r.GetStream(11))), SampledSums.Read(r, 12), SampledSums.Histogram(r, 16));
            return (place, (Func<RollupRow, RollupRow>)(known => new RollupRow(place.Minute, operation, known.Resource, place.Route, place.Kind)
            {
                Requests = requests,
                Errors = errors,
                SumNanos = sum,
                Sampling = sampling,
                Latency = latency,
                LatencyVariance = variance,
            }));
        });
}
