namespace Upshot.Evidence;

/// <summary>A time in which a version of a service answered requests of an operation; after a pause of an hour it lives again.</summary>
/// <param name="From">Start of its first minute.</param>
/// <param name="To">End of its last minute.</param>
public sealed record VersionLife(string Service, string Version, string Environment, string Operation, DateTimeOffset From, DateTimeOffset To, long Requests)
{
    /// <summary>A longer pause begins another life.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public TimeRange Range => new(From, To);
}
