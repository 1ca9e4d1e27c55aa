using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Tests.Stores.DuckDb.Damage;

/// <summary>What a store answers to the questions that must never be silently wrong. A question that fails says so: null.</summary>
internal sealed record StoreAnswers(IReadOnlyDictionary<string, long?> Values, IReadOnlyList<MissingRows> Missing)
{
    private static readonly string[] s_sql =
    [
        "SELECT count(*) FROM spans", "SELECT count(DISTINCT span_id) FROM spans", "SELECT sum(duration_ns)::BIGINT FROM spans", "SELECT sum(hash(service, name, version, http_route) % 1000003)::BIGINT FROM spans",
        "SELECT count(*) FROM logs", "SELECT sum(hash(body) % 1000003)::BIGINT FROM logs", "SELECT count(*) FROM metric_points", "SELECT sum(hash(value, value_int) % 1000003)::BIGINT FROM metric_points",
        "SELECT sum(requests)::BIGINT FROM rollups", "SELECT sum(sum_ns)::BIGINT FROM rollups", "SELECT sum(total)::BIGINT FROM objective_minutes",
    ];

    public static StoreAnswers Of(TelemetryStore store, TimeRange range)
    {
        var values = new Dictionary<string, long?>();
        foreach (var sql in s_sql)
        {
            values[sql] = Try(() => store.Queries.Sql(sql, new SqlLimits()).Rows[0][0] is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0);
        }

        foreach (var objective in store.Plan.Objectives)
        {
            values[$"total {objective.Name}"] = Try(() => store.Counts(objective, range).Sum(c => c.Total));
            values[$"good {objective.Name}"] = Try(() => store.Counts(objective, range).Sum(c => c.Good));
        }

        values["releases"] = Try(() => store.State.Releases().Sum(r => (long)string.Join('|', r.Version, r.Commit, r.StartedAt.ToUnixTimeSeconds()).Sum(c => c)));
        values["versions"] = Try(() => store.Versions(range).Sum(v => v.Requests));
        values["traces found"] = Try(() => store.Search(new TraceSearch(range, 1000)).Count);
        return new(values, store.Missing);
    }

    /// <summary>Every answer that differs from the truth without anything being said, or is more than was ever stored.</summary>
    public IEnumerable<string> SilentlyWrong(StoreAnswers truth)
    {
        foreach (var (question, value) in Values.Where(v => v.Value is not null && v.Value != truth.Values[v.Key]))
        {
            if (Missing.Count == 0 || (value > truth.Values[question] && !question.Contains("hash", StringComparison.Ordinal)))
            {
                yield return $"{question}: {value} where {truth.Values[question]} is right";
            }
        }
    }

    private static long? Try(Func<long> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception e) when (e is QueryException or StoreException or DuckDB.NET.Data.DuckDBException)
        {
            return null;
        }
    }
}
