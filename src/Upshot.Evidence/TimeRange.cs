namespace Upshot.Evidence;

/// <summary>From, inclusive, to, exclusive.</summary>
public readonly record struct TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;

    public static TimeRange Last(TimeSpan length, DateTimeOffset now) => new(now - length, now);
}
