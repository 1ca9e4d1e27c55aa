using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>What was requested, by service and route, busiest first.</summary>
public sealed record RouteQuestion(TimeRange Range, int Limit = 1000) : Question<IReadOnlyList<RouteSeen>>(Range, Limit)
{
    /// <summary>Operations that are recognised by their service and route alone: what was counted there before they were known is theirs.</summary>
    public IReadOnlyList<RouteOperation> Operations { get; init; } = [];
}

/// <param name="Route">The <c>http.route</c>, or the span's name where there is none.</param>
public sealed record RouteOperation(string Service, string Route, string Operation);

/// <summary>One route of a service over some time.</summary>
/// <param name="Operation">Empty: no operation of the plan.</param>
/// <param name="Latency">Of requests that succeeded, in nanoseconds.</param>
public sealed record RouteSeen(string Service, string Route, string Kind, string Operation, long Requests, long Errors, ExponentialHistogram Latency)
{
    /// <summary>What sampling by senders leaves open of requests that succeeded and of those that failed.</summary>
    public SamplingVariance Sampling { get; init; }

    /// <summary>The same of <see cref="Latency"/>, bucket by bucket: Σ w (w − 1); null: all were kept.</summary>
    public ExponentialHistogram? LatencyVariance { get; init; }
}
