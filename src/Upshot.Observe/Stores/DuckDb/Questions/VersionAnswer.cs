using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Which versions ran, and when; seen in telemetry, whether or not anybody announced them.</summary>
internal static class VersionAnswer
{
    public static IReadOnlyList<VersionSeen> Of(QuerySession asked, VersionQuestion question)
    {
        // Whole hours know their first and their last minute.
        var parts = HourParts.Of(question.Range, new MinutesNeeded(question.Range.To, []));
        return asked.Read(
            $"""
             SELECT service, version, environment, epoch_ns(min(first)), epoch_ns(max(minute)), sum(requests)::BIGINT FROM ({HourRows.Requests(asked, parts)})
             WHERE version <> ''
             GROUP BY ALL ORDER BY max(minute) DESC, service, version, environment LIMIT {question.Limit}
             """,
            r => new VersionSeen(r.GetString(0), r.GetString(1), r.GetString(2), Nanos.ToMoment(r.GetInt64(3)), Nanos.ToMoment(r.GetInt64(4)).AddMinutes(1), r.GetInt64(5)));
    }
}
