using System.Globalization;

namespace Upshot.Plan.Values;

/// <summary>Durations as <c>300ms</c>, <c>1h30m</c>, <c>28d</c>.</summary>
public static class Duration
{
    public const string Pattern = @"^([0-9]+(\.[0-9]+)?(us|ms|s|m|h|d|w))+$";
    public const string Units = "us, ms, s, m, h, d, w";

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        var ticks = 0.0;
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && (char.IsDigit(text[at]) || text[at] == '.'))
            {
                at++;
            }

            var number = text.Substring(start, at - start);
            start = at;
            while (at < text.Length && char.IsLetter(text[at]))
            {
                at++;
            }

            if (TicksOf(text.Substring(start, at - start)) is not { } unit
                || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            ticks += count * unit;
        }

        if (text.Length == 0 || ticks > TimeSpan.FromDays(36_500).Ticks)
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)Math.Round(ticks));
        return true;
    }

    /// <summary>The shortest text that reads back as the same duration, in one unit where that is possible.</summary>
    public static string Format(TimeSpan value)
    {
        foreach (var (unit, ticks) in new[] { ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond) })
        {
            if (value.Ticks != 0 && value.Ticks % ticks == 0)
            {
                return (value.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return (value.Ticks / 10.0).ToString("0.#", CultureInfo.InvariantCulture) + "us";
    }

    private static double? TicksOf(string unit) => unit switch
    {
        "us" or "µs" => 10,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "d" => TimeSpan.TicksPerDay,
        "w" => 7 * TimeSpan.TicksPerDay,
        _ => null,
    };
}
