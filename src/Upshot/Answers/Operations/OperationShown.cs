using Upshot.Observe.Stores;

namespace Upshot.Answers.Operations;

/// <summary>An operation over some time: numbers of all its requests, from the histograms of minutes.</summary>
/// <param name="Step">How long a stretch is.</param>
/// <param name="Before">The time it is held against.</param>
/// <param name="Versions">The busiest first; so are routes and environments. Environments are empty where there is one.</param>
/// <param name="Markers">What happened meanwhile that may be why.</param>
public sealed record OperationShown(
    string Operation, string Description, string Owner, DateTimeOffset From, DateTimeOffset To, TimeSpan Step, OperationNumbers Now, OperationNumbers Before, IReadOnlyList<OperationStretch> Stretches,
    IReadOnlyList<OperationPart> Versions, IReadOnlyList<OperationPart> Routes, IReadOnlyList<OperationPart> Environments, LatencyHeat Heat, IReadOnlyList<Marker> Markers)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>Percentiles are of requests that succeeded, within 0.55 %; null: none did.</summary>
public sealed record OperationNumbers(long Requests, long Errors, double? ErrorRatio, double PerSecond, double? P50Millis, double? P95Millis, double? P99Millis)
{
    /// <summary>Between what they lie where senders sampled; null: every request was kept.</summary>
    public SampledNumbers? Sampled { get; init; }
}

public sealed record OperationStretch(DateTimeOffset From, OperationNumbers Numbers);

/// <param name="Name">A version, a route, an environment; empty where it was not said.</param>
public sealed record OperationPart(string Name, OperationNumbers Numbers);

/// <summary>How many requests took how long when: a column for each stretch, a row for each duration.</summary>
/// <param name="BelowMillis">The upper end of each row, the shortest first; rows are half an octave high.</param>
/// <param name="Columns">Counts by row.</param>
public sealed record LatencyHeat(IReadOnlyList<double> BelowMillis, IReadOnlyList<IReadOnlyList<long>> Columns);

/// <param name="Kind">release, flag, config, deploy, note or incident.</param>
/// <param name="Name">The release, or the incident's id; else what changed.</param>
public sealed record Marker(DateTimeOffset At, string Kind, string Name, string Text);

/// <summary>An operation in the list.</summary>
public sealed record OperationListed(string Operation, string Description, string Owner, OperationNumbers Now, OperationNumbers Before);
