using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>A question to a store, as a value: what is asked, of which time, and how much of it at most.</summary>
/// <param name="Range">Of records, by when they happened; of what is counted by the minute, by when the minute begins. Where no time is asked for, all of it: <see cref="Times.All"/>.</param>
/// <param name="Limit">Of items in the answer. At least 1.</param>
/// <typeparam name="T">What the answer is.</typeparam>
public abstract record Question<T>(TimeRange Range, int Limit);

public static class Times
{
    /// <summary>All of it.</summary>
    public static TimeRange All => new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
}
