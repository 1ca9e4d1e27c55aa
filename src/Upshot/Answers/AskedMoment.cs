using System.Globalization;
using Upshot.Decide.Exports;

namespace Upshot.Answers;

/// <summary>A moment as people write it: "2026-03-10T09:00Z", "2026-03-10", a Unix time, now, or how long ago: 30m, 2h, 7d.</summary>
internal static class AskedMoment
{
    // Nothing stored lies beyond, and within them a time can be made longer or moved without leaving the calendar.
    private static readonly DateTimeOffset s_first = DateTimeOffset.UnixEpoch, s_last = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="name">Of the option, for its message.</param>
    /// <returns>Null: none was given. Moments before 1970 are its beginning, those after 2200 are that year's.</returns>
    /// <exception cref="UnreadableException">It is none.</exception>
    public static DateTimeOffset? Parse(string name, string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        text = text.Trim();
        if (text == "now")
        {
            return now;
        }

        if (Ago(text) is { } ago)
        {
            return now - ago;
        }

        // A plain number is a Unix time only when it is one: 1e8 seconds are the year 1973.
        if (Moment.TryNumber(text, out var nanos) && nanos > 100_000_000_000_000_000)
        {
            return Within(DateTimeOffset.UnixEpoch.AddTicks(nanos / 100));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? Within(moment)
            : throw new UnreadableException($"{name} \"{text}\" is no moment. Write 2026-03-10T09:00Z, or how long ago: 30m, 2h, 7d.");
    }

    private static DateTimeOffset Within(DateTimeOffset moment) => moment < s_first ? s_first : moment > s_last ? s_last : moment;

    private static TimeSpan? Ago(string text)
    {
        var seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 };
        return seconds > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n * seconds <= 3.2e9 ? TimeSpan.FromSeconds(n * seconds) : null;
    }
}
