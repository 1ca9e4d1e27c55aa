using Microsoft.Data.Sqlite;

namespace Upshot.Observe.State.Alerts;

/// <summary>Moments and what may be unknown, as SQLite holds them.</summary>
internal static class Columns
{
    public static object Of(DateTimeOffset? moment) => moment is { } at ? at.ToUnixTimeMilliseconds() : DBNull.Value;

    public static object Of(double? number) => number is { } value ? value : DBNull.Value;

    public static object Of(string? text) => text is null ? DBNull.Value : text;

    public static DateTimeOffset Moment(this SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? MaybeMoment(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Moment(column);
}
