using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>A service as telemetry shows it; what <c>upshot init --from</c> makes a plan of.</summary>
public sealed record ServiceListed(string Service, IReadOnlyList<RouteListed> Routes);

public sealed record RouteListed(string Route, string Kind, string Operation, long Requests, long Errors, double? P50Millis, double? P95Millis, double? P99Millis)
{
    /// <summary>Between what they lie where senders sampled; null: every request was kept.</summary>
    public SampledNumbers? Sampled { get; init; }
}

internal static class ServicesAnswer
{
    public static async Task<IReadOnlyList<ServiceListed>> OfAsync(AnswerService asked, CancellationToken cancellation) =>
        [.. (await asked.AskAsync(new RouteQuestion(asked.Always) { Operations = [.. asked.Plan.Operations.SelectMany(ByRouteAlone)] }, cancellation))
            .GroupBy(r => r.Service)
            .Select(g => new ServiceListed(g.Key, [.. g.Select(Listed)]))
            .OrderByDescending(s => s.Routes.Sum(r => r.Requests))];

    private static RouteListed Listed(RouteSeen route) => new(route.Route, route.Kind, route.Operation, route.Requests, route.Errors, Millis(route, 0.5), Millis(route, 0.95), Millis(route, 0.99))
    {
        Sampled = SampledNumbers.Of(route.Requests, route.Errors, route.Sampling, route.Latency, route.LatencyVariance),
    };

    private static double? Millis(RouteSeen route, double quantile) => Interval.Finite(route.Latency.Quantile(quantile) / 1e6);

    // What else an operation asks of its spans, requests of before it may not have had.
    private static IEnumerable<RouteOperation> ByRouteAlone(Operation operation) =>
        operation.Entry switch
        {
            { Service: { } service, Route: { } route, Span: null, Method: null, Kind: null, Attributes.Count: 0 } => [new(service, route, operation.Name)],
            { Service: { } service, Route: null, Span: { } name, Method: null, Kind: null, Attributes.Count: 0 } => [new(service, name, operation.Name)],
            _ => [],
        };
}
