namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// Which minutes an answer tells one by one. Of every other clock hour that lies whole in the question's range it tells one sum, at the last
/// minute that had an event: sums between the edges are exact, and a month is 672 numbers.
/// </summary>
/// <param name="Since">All minutes of the clock hour of this moment, and of those after it.</param>
/// <param name="Edges">All minutes of the clock hour of each.</param>
public sealed record MinutesNeeded(DateTimeOffset Since, IReadOnlyList<DateTimeOffset> Edges)
{
    /// <summary>For sums over windows that end at a moment.</summary>
    public static MinutesNeeded For(DateTimeOffset end, IEnumerable<TimeSpan> windows) => new(end, [.. windows.Distinct().Select(w => end - w)]);
}
