using Upshot.Evidence;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Which versions ran, and when; seen in telemetry, whether or not anybody announced them.</summary>
internal static class VersionQuestion
{
    public static IReadOnlyList<VersionSeen> Answer(Func<QuerySession> ask, TimeRange range, int limit)
    {
        using var asked = ask();
        return asked.Read(
            $"""
             SELECT service, version, environment, epoch_ns(min(minute)), epoch_ns(max(minute)), sum(requests)::BIGINT FROM ({asked.Rollups})
             WHERE version <> '' AND {Nanos.Within("minute", range)}
             GROUP BY ALL ORDER BY max(minute) DESC, service, version LIMIT {limit}
             """,
            r => new VersionSeen(r.GetString(0), r.GetString(1), r.GetString(2), Nanos.ToMoment(r.GetInt64(3)), Nanos.ToMoment(r.GetInt64(4)).AddMinutes(1), r.GetInt64(5)));
    }

    public static TimeRange? Activity(Func<QuerySession> ask, string operation, string version, TimeRange range)
    {
        using var asked = ask();
        var found = asked.Read(
            $"""
             SELECT epoch_ns(min(minute)), epoch_ns(max(minute)) FROM ({asked.Rollups})
             WHERE operation = {Sql.Text(operation)} AND version = {Sql.Text(version)} AND {Nanos.Within("minute", range)}
             """,
            r => r.IsDBNull(0) ? default(TimeRange?) : new TimeRange(Nanos.ToMoment(r.GetInt64(0)), Nanos.ToMoment(r.GetInt64(1)).AddMinutes(1)));
        return found[0];
    }
}
