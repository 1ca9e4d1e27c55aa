using System.Globalization;

namespace Upshot.Decide.Csv;

/// <summary>Times as files write them: a number in any unit, or a date, read as UTC where it names no zone.</summary>
internal static class TimeText
{
    // Unix seconds from 1973 on; what is smaller is an index or a year.
    private const double FirstUnixSecond = 1e8;

    /// <param name="isClock">Whether the value counts seconds, so that a day can be told.</param>
    public static bool TryParse(string text, out double time, out bool isClock)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out time) && double.IsFinite(time))
        {
            isClock = Math.Abs(time) >= FirstUnixSecond;
            time = Seconds(time);
            return true;
        }

        isClock = true;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var date))
        {
            time = (date.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;
            return true;
        }

        time = double.NaN;
        return false;
    }

    // Unix times come in seconds, milliseconds, microseconds or nanoseconds; their sizes do not overlap before the year 5000.
    private static double Seconds(double number) => Math.Abs(number) switch
    {
        >= 1e17 => number / 1e9,
        >= 1e14 => number / 1e6,
        >= 1e11 => number / 1e3,
        _ => number,
    };
}
