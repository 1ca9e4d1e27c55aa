using System.Globalization;
using System.Text.RegularExpressions;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>A period as people write it: 2026, 2026-Q4, 2026-11, 2026-11-28, how long until now (<c>28d</c>), or FROM..TO. UTC.</summary>
internal static partial class AskedPeriod
{
    /// <exception cref="QuestionException">It is none.</exception>
    public static TimeRange Parse(string text, DateTimeOffset now)
    {
        text = text.Trim();
        if (text.Split("..", 2) is [var first, var last] && AskedMoment.Parse("--period", first, now) is { } from && AskedMoment.Parse("--period", last, now) is { } to)
        {
            return from < to ? new(from, to) : throw new UnreadableException($"--period \"{text}\" ends before it begins. Write the earlier time first.");
        }

        if (Calendar().Match(text) is { Success: true } said && int.Parse(said.Groups["year"].Value, CultureInfo.InvariantCulture) is > 1970 and < 9999 and var year)
        {
            var (start, months) = said.Groups["quarter"] is { Success: true } quarter ? (3 * (quarter.Value[0] - '1'), 3)
                : said.Groups["month"] is { Success: true } month ? (int.Parse(month.Value, CultureInfo.InvariantCulture) - 1, 1) : (0, 12);
            var begins = new DateTimeOffset(year, 1 + start, 1, 0, 0, 0, TimeSpan.Zero);
            return new(begins, begins.AddMonths(months));
        }

        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year < 9999)
        {
            return new(new(day, TimeSpan.Zero), new(day.AddDays(1), TimeSpan.Zero));
        }

        return Ago().IsMatch(text) && AskedMoment.Parse("--period", text, now) is { } since ? new(since, now)
            : throw new UnreadableException($"--period \"{text}\" is no period. Write 2026, 2026-Q4, 2026-11, 2026-11-28, 28d, or FROM..TO.");
    }

    [GeneratedRegex(@"^(?<year>\d{4})(-[Qq](?<quarter>[1-4])|-(?<month>0[1-9]|1[0-2]))?$")]
    private static partial Regex Calendar();

    [GeneratedRegex(@"^\d{1,5}[smhdw]$")]
    private static partial Regex Ago();
}
