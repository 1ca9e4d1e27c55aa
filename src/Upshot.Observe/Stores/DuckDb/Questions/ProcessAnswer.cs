using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

internal static class ProcessAnswer
{
    public static IReadOnlyList<ProcessTraffic> Of(QuerySession session, ProcessQuestion question)
    {
        var rows = session.Read(
            $"""
             SELECT service, coalesce(instance, '') AS process, coalesce(operation, '') AS of_operation, sum(requests)::BIGINT,
                    coalesce(sum(requests) FILTER (WHERE coalesce(version, '') = ''), 0)::BIGINT, epoch_ns(min(minute)), epoch_ns(max(minute))
             FROM (SELECT service, instance, operation, version, minute, sum(requests) AS requests FROM ({session.Rollups}) WHERE {Sql.Within("minute", question.Range)} GROUP BY ALL HAVING sum(requests) <> 0)
             GROUP BY service, process, of_operation LIMIT {question.Limit + 1L}
             """,
            r => new ProcessTraffic(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetInt64(4), Nanos.ToMoment(r.GetInt64(5)), Nanos.ToMoment(r.GetInt64(6)).AddMinutes(1)));
        return ProcessTraffic.Ordered(rows, question);
    }
}
