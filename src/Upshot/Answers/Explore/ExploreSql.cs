using System.Globalization;

namespace Upshot.Answers.Explore;

/// <summary>The same question as SQL over the documented views, for <c>upshot query</c>: a number that is shown can be asked for again, and changed.</summary>
internal static class ExploreSql
{
    public static string Of(ExploreQuestion question)
    {
        var (view, time) = question.OfLogs ? ("logs", "time") : ("spans", "start_time");
        var conditions = Conditions(question).Prepend($"{time} < TIMESTAMP '{Moment(question.Range.To)}'").Prepend($"{time} >= TIMESTAMP '{Moment(question.Range.From)}'");
        return $"SELECT * FROM {view} WHERE {string.Join(" AND ", conditions)} ORDER BY {time} DESC LIMIT {question.Limit}";
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
            yield return $"{column} = {Text(value!)}";
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
            yield return question.OfLogs ? $"contains(lower(body), lower({Text(text)}))" : $"contains(lower(name || ' ' || coalesce(status_message, '')), lower({Text(text)}))";
        }

        foreach (var attribute in where.Attributes)
        {
            var path = Text($"/{attribute.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
            var value = $"coalesce(json_extract_string(attributes, {path}), json_extract_string(resource, {path}))";
            yield return attribute.Value is null ? $"{value} IS NOT NULL" : $"{value} = {Text(attribute.Value)}";
        }
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
