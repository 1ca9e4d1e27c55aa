namespace Upshot.Observe.Stores;

/// <summary>An answer would hold more than its question's limit, and would be wrong without its rest. The message is for the person who asked.</summary>
public sealed class AnswerTooLargeException(string what, int limit)
    : Exception($"There are more than {limit:#,0} {what}. Ask for less time.");
