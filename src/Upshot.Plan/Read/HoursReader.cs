using System.Globalization;

namespace Upshot.Plan.Read;

/// <summary>Reads the hours in which something is promised.</summary>
internal static class HoursReader
{
    private static readonly string[] s_days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Null: a time was wrong, and is a problem already.</summary>
    public static DailyHours? Read(Fields fields)
    {
        if (Time(fields.MaybeText("from")) is not { } from || Time(fields.MaybeText("to")) is not { } to)
        {
            return null;
        }

        var days = fields.Texts("days").Select(d => Array.IndexOf(s_days, d)).Where(d => d >= 0).Select(d => (DayOfWeek)d).Distinct().ToList();
        return new(from, to, days.Count == 0 ? [.. s_days.Select((_, i) => (DayOfWeek)i)] : days, fields.MaybeText("zone")?.Trim() ?? "UTC");
    }

    private static TimeSpan? Time(string? text)
    {
        var parts = (text ?? "").Trim().Split(':');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            ? new TimeSpan(hours, minutes, 0)
            : null;
    }
}
