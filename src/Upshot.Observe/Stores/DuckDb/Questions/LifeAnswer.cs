using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Minutes with requests, put together to lives where no longer pause lies between them.</summary>
internal static class LifeAnswer
{
    public static IReadOnlyList<VersionLife> Of(QuerySession session, LifeQuestion question)
    {
        var lives = session.Read(
            $"""
             WITH active AS (
                 SELECT service, version, environment, operation, epoch_ns(minute) AS moment, sum(requests)::BIGINT AS n FROM ({session.Rollups})
                 WHERE operation <> '' AND version <> '' AND {Sql.Within("minute", question.Range)} GROUP BY ALL HAVING n <> 0),
             marked AS (
                 SELECT *, coalesce(moment - lag(moment) OVER versions - {TimeSpan.TicksPerMinute * 100} >= {VersionLife.Pause.Ticks * 100}, true) AS begins FROM active
                 WINDOW versions AS (PARTITION BY service, version, environment, operation ORDER BY moment)),
             numbered AS (
                 SELECT *, sum(begins::INTEGER) OVER (PARTITION BY service, version, environment, operation ORDER BY moment) AS life FROM marked)
             SELECT service, version, environment, operation, min(moment), max(moment), sum(n)::BIGINT FROM numbered
             GROUP BY service, version, environment, operation, life LIMIT {question.Limit + 1L}
             """,
            r => new VersionLife(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), Nanos.ToMoment(r.GetInt64(4)), Nanos.ToMoment(r.GetInt64(5)).AddMinutes(1), r.GetInt64(6)));
        return lives.Count > question.Limit ? throw new AnswerTooLargeException("lives of versions", question.Limit)
            : [.. lives.OrderBy(l => l.Service, StringComparer.Ordinal).ThenBy(l => l.Operation, StringComparer.Ordinal).ThenBy(l => l.Environment, StringComparer.Ordinal).ThenBy(l => l.From).ThenBy(l => l.Version, StringComparer.Ordinal)];
    }
}
