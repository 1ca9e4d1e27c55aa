using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// What the minutes of the catalog add up to by clock hour, so that a budget of a month does not read every minute of it. They follow from the
/// minutes and are kept nowhere else: whoever changes minutes changes them in the same transaction.
/// </summary>
internal static class CountedHours
{
    public const string Objectives = "objective_hours", Requests = "request_hours";
    public const long Nanos = 3_600_000_000_000;

    /// <summary>The start of a minute's hour.</summary>
    public const string Hour = "make_timestamp_ns(epoch_ns(minute) // 3600000000000 * 3600000000000)";

    public static readonly string[] Tables =
    [
        $"CREATE TABLE {Objectives} (generation BIGINT, hour TIMESTAMP_NS, first TIMESTAMP_NS, last TIMESTAMP_NS, objective VARCHAR, definition VARCHAR, environment VARCHAR, good BIGINT, total BIGINT, good_variance DOUBLE, bad_variance DOUBLE, good_weight BIGINT, bad_weight BIGINT)",
        $"CREATE TABLE {Requests} (generation BIGINT, hour TIMESTAMP_NS, first TIMESTAMP_NS, last TIMESTAMP_NS, operation VARCHAR, service VARCHAR, version VARCHAR, environment VARCHAR, requests BIGINT, errors BIGINT, good_variance DOUBLE, bad_variance DOUBLE, good_weight BIGINT, bad_weight BIGINT)",
    ];

    private static readonly (string Minutes, string Hours, string Columns)[] s_sums =
    [
        ("objective_minutes", Objectives, "objective, definition, environment, sum(good)::BIGINT, sum(total)::BIGINT, sum(good_variance), sum(bad_variance), max(good_weight), max(bad_weight)"),
        ("rollups", Requests, "operation, service, version, environment, sum(requests)::BIGINT, sum(errors)::BIGINT, sum(good_variance), sum(bad_variance), max(good_weight), max(bad_weight)"),
    ];

    /// <summary>As SQL: adds up the minutes that a condition is true of.</summary>
    public static IReadOnlyList<string> Add(string condition) => [.. s_sums.Select(s => Add(s, condition))];

    public static void Add(DuckDBConnection connection, string condition)
    {
        foreach (var statement in Add(condition))
        {
            Catalog.Execute(connection, statement);
        }
    }

    /// <summary>Once more from the minutes there are, where some were deleted.</summary>
    /// <param name="minutes">The table that they were deleted from.</param>
    /// <param name="before">Unix nanoseconds. Minutes of this hour and of earlier ones were deleted, and whole segments.</param>
    public static void Renew(DuckDBConnection connection, string minutes, long before)
    {
        var end = Sql.Time(((before / Nanos) + 1) * Nanos);
        var sums = Array.Find(s_sums, s => s.Minutes == minutes);
        Catalog.Execute(connection, $"DELETE FROM {sums.Hours} WHERE hour < {end} OR generation NOT IN (SELECT DISTINCT generation FROM {minutes})");
        Catalog.Execute(connection, Add(sums, $"minute < {end}"));
    }

    private static string Add((string Minutes, string Hours, string Columns) sums, string condition) =>
        $"INSERT INTO {sums.Hours} SELECT generation, {Hour}, min(minute), max(minute), {sums.Columns} FROM {sums.Minutes} WHERE {condition} GROUP BY ALL";
}
