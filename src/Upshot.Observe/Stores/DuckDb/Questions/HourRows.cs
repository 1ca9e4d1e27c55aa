using Upshot.Observe.Stores.AnswerParts;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>
/// Rows of what was counted, as SQL: <c>minute</c> (of an hour that is told as one: the last with an event), <c>first</c>, what tells the rows
/// apart, and their sums. Sealed hours come from the catalog's hours, all else from minutes.
/// </summary>
internal static class HourRows
{
    public static string Objectives(QuerySession session, HourParts parts) =>
        session.Translator.Definitions(Of(session, parts, "objective_minutes", CountedHours.Objectives, "objective, definition, environment", "good, total, good_variance, bad_variance, good_weight, bad_weight"));

    public static string Requests(QuerySession session, HourParts parts) =>
        session.Translator.Operations(Of(session, parts, "rollups", CountedHours.Requests, "operation, service, version, environment", "requests, errors, good_variance, bad_variance, good_weight, bad_weight"));

    /// <summary>Rows of rollups as they were counted: of some parts those that are sealed, of others those that are not.</summary>
    public static string Minutes(QuerySession session, IReadOnlyList<(long From, long To)> ofSealed, IReadOnlyList<(long From, long To)> ofUnsealed) =>
        session.Translator.Operations(string.Join(" UNION ALL ", ofSealed.Select(p => $"SELECT * EXCLUDE (generation) FROM {Catalog.Name}.rollups WHERE generation < {session.Snapshot.FirstUnsealed} AND {In("minute", [p])}")
            .Append($"SELECT * FROM hot_rollups({session.Snapshot.Id}) WHERE {In("minute", ofUnsealed)}")));

    private static string Of(QuerySession session, HourParts parts, string minutes, string hours, string keys, string sums)
    {
        var isSealed = $"generation < {session.Snapshot.FirstUnsealed}";
        var told = $"minute, minute AS first, {keys}, {sums}";

        // A branch for each part: the table leaves out what lies before and after a range, not what lies between two.
        var branches = parts.Minutes.Select(p => $"SELECT {told} FROM {Catalog.Name}.{minutes} WHERE {isSealed} AND {In("minute", [p])}")
            .Append($"SELECT {told} FROM hot_{minutes}({session.Snapshot.Id}) WHERE {In("minute", [.. parts.Minutes, .. parts.Hours])}");
        return string.Join(" UNION ALL ", parts.Hours.Count == 0 ? branches
            : branches.Append($"SELECT last AS minute, first, {keys}, {sums} FROM {Catalog.Name}.{hours} WHERE {isSealed} AND {In("hour", parts.Hours)}"));
    }

    /// <summary>That a column lies in one of the parts.</summary>
    private static string In(string column, IReadOnlyList<(long From, long To)> parts) =>
        parts.Count == 0 ? "false" : $"({string.Join(" OR ", parts.Select(p => $"({column} >= {Sql.Time(p.From)} AND {column} < {Sql.Time(p.To)})"))})";
}
