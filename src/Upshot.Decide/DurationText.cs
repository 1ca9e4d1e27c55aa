using System.Globalization;

namespace Upshot.Decide;

/// <summary>Durations as people read them: 1.23 s, 45.6 ms, 789 µs.</summary>
public static class DurationText
{
    public static string Of(TimeSpan duration) => Of(duration.TotalNanoseconds);

    public static string Of(double nanos)
    {
        var (value, unit) = Math.Abs(nanos) switch
        {
            >= 1e9 => (nanos / 1e9, "s"),
            >= 1e6 => (nanos / 1e6, "ms"),
            >= 1e3 => (nanos / 1e3, "µs"),
            _ => (nanos, "ns"),
        };
        var digits = Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.##";
        return value.ToString(digits, CultureInfo.InvariantCulture) + " " + unit;
    }
}
