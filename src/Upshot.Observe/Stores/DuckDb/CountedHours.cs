using System.Globalization;
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
        $"CREATE TABLE {Objectives} (generation BIGINT, hour TIMESTAMP_NS, first TIMESTAMP_NS, last TIMESTAMP_NS, objective VARCHAR, definition VARCHAR, environment VARCHAR, good BIGINT, total BIGINT)",
        $"CREATE TABLE {Requests} (generation BIGINT, hour TIMESTAMP_NS, first TIMESTAMP_NS, last TIMESTAMP_NS, operation VARCHAR, service VARCHAR, version VARCHAR, environment VARCHAR, requests BIGINT, errors BIGINT)",
    ];

    /// <summary>As SQL: adds up the minutes that a condition is true of.</summary>
    public static IReadOnlyList<string> Add(string condition) =>
    [
        $"INSERT INTO {Objectives} SELECT generation, {Hour}, min(minute), max(minute), objective, definition, environment, sum(good)::BIGINT, sum(total)::BIGINT FROM objective_minutes WHERE {condition} GROUP BY ALL",
        $"INSERT INTO {Requests} SELECT generation, {Hour}, min(minute), max(minute), operation, service, version, environment, sum(requests)::BIGINT, sum(errors)::BIGINT FROM rollups WHERE {condition} GROUP BY ALL",
    ];

    public static void Add(DuckDBConnection connection, string condition) => Execute(connection, Add(condition));

    /// <summary>Once more from the minutes there are, where some were deleted.</summary>
    /// <param name="before">Unix nanoseconds. Minutes of this hour and of earlier ones were deleted, and whole segments.</param>
    public static void Renew(DuckDBConnection connection, long before)
    {
        var end = Sql.Time(((before / Nanos) + 1) * Nanos);
        foreach (var (hours, minutes) in new[] { (Objectives, "objective_minutes"), (Requests, "rollups") })
        {
            Catalog.Execute(connection, $"DELETE FROM {hours} WHERE hour < {end} OR generation NOT IN (SELECT DISTINCT generation FROM {minutes})");
        }

        Add(connection, string.Create(CultureInfo.InvariantCulture, $"minute < {end}"));
    }

    private static void Execute(DuckDBConnection connection, IReadOnlyList<string> statements)
    {
        foreach (var statement in statements)
        {
            Catalog.Execute(connection, statement);
        }
    }
}
