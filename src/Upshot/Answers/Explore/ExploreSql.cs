using System.Globalization;
using Upshot.Answers.Statements;

namespace Upshot.Answers.Explore;

/// <summary>The same question as SQL over the documented views, for <c>upshot query</c>: a number that is shown can be asked for again, and changed.</summary>
internal static class ExploreSql
{
    public static string Of(ExploreQuestion question)
    {
        var (view, time, where) = Parts(question);
        return $"SELECT * FROM {view} WHERE {where} ORDER BY {time} DESC LIMIT {question.Limit}";
    }

    /// <summary>The view, its column of time, and the conditions on its rows.</summary>
    public static (string View, string Time, string Where) Parts(ExploreQuestion question)
    {
        var (view, time) = question.OfLogs ? ("logs", "time") : ("spans", "start_time");
        return (view, time, string.Join(" AND ", Conditions(question).Prepend(SqlText.Within(time, question.Range))));
    }

    private static IEnumerable<string> Conditions(ExploreQuestion question)
    {
        var where = question.Where;
        var equals = new (string Column, string? Value)[]
        {
            ("service", where.Service), ("environment", where.Environment), ("version", where.Version), (question.OfLogs ? "event_name" : "name", where.Name), ("operation", where.Operation), ("trace_id", where.TraceId),
        };
        foreach (var (column, value) in equals.Where(e => e.Value is not null))
        {
            yield return $"{column} = {SqlText.Of(value!)}";
        }

        if (where.OnlyFailed)
        {
            yield return question.OfLogs ? "severity >= 17" : "status = 'error'";
        }

        if (where.AtLeast is { } atLeast)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"duration_ns >= {atLeast.Ticks * 100}");
        }

        if (where.Below is { } below)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"duration_ns < {below.Ticks * 100}");
        }

        if (where.Severity is { } severity)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"severity >= {severity}");
        }

        if (where.Text is { } text)
        {
            yield return question.OfLogs ? $"contains(lower(body), lower({SqlText.Of(text)}))" : $"contains(lower(name || ' ' || coalesce(status_message, '')), lower({SqlText.Of(text)}))";
        }

        foreach (var attribute in where.Attributes)
        {
            var value = SqlText.Attribute(attribute.Name);
            yield return attribute.Value is null ? $"{value} IS NOT NULL" : $"{value} = {SqlText.Of(attribute.Value)}";
        }
    }
}
