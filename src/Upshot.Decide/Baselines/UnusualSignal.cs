using System.Globalization;

namespace Upshot.Decide.Baselines;

/// <summary>A signal that is not as it is at that hour of the week.</summary>
/// <param name="Since">The step from which on it is.</param>
/// <param name="Value">A mean over the last quarter of an hour, for five minutes.</param>
/// <param name="Usual">The same at this time of other weeks.</param>
public sealed record UnusualSignal(DateTimeOffset Since, double Value, double Usual)
{
    /// <summary>Of what is known of a signal until a step.</summary>
    /// <param name="end">The step that is running; what is before it counts.</param>
    /// <param name="direction">up, down, both.</param>
    /// <returns>Null: it is as usual, or too little is known to say so.</returns>
    public static UnusualSignal? Of(SignalPast past, long end, string direction, bool isCount) => new SignalWatch(past, direction, isCount).At(end);

    /// <summary>"is 40 since 14:05, and 120 is usual at this hour of the week".</summary>
    public string Sentence(string name) => string.Create(CultureInfo.InvariantCulture, $"{name} is {Number(Value)} since {Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and {Number(Usual)} is usual at this hour of the week (in five minutes).");

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "G3", CultureInfo.InvariantCulture);
}
