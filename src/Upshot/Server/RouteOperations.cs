using Upshot.Answers;
using Upshot.Background;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>
/// Without a plan every route that is asked for often is an operation: what there is to see and to compare before the first line of YAML. Its name is the service and the route.
/// </summary>
internal sealed class RouteOperations(TelemetryInUse telemetry, PlanInUse plan, TimeProvider time, ILogger<RouteOperations> log) : BackgroundService
{
    private const int Most = 200;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10), s_recent = TimeSpan.FromHours(1), s_past = TimeSpan.FromDays(7);
    private static readonly SourceLocation s_seen = new("what was seen", 1, 1);

    /// <summary>How the routes of a service are recognised that have no operation yet, the busiest first.</summary>
    /// <param name="spans">Entry spans of late: a route may be no <c>http.route</c> but a span's name, as of gRPC.</param>
    internal static IEnumerable<Operation> New(IReadOnlyList<RouteSeen> routes, IReadOnlyList<EntrySpans> spans, IReadOnlyList<Operation> known)
    {
        var names = known.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        return Often(routes).Where(r => !names.Contains(NameOf(r))).Take(Math.Max(0, Most - known.Count)).Select(r => new Operation(NameOf(r), s_seen) { Entry = Entry(r.Service, r.Route, spans) });
    }

    /// <summary>One look at the routes of some time.</summary>
    internal async Task LookAsync(TimeSpan past, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var routes = await telemetry.AskAsync(new RouteQuestion(new(now - past, now + s_recent)), cancellation);
        if (!New(routes, [], plan.Plan.Operations).Any())
        {
            return;
        }

        var spans = await telemetry.AskAsync(new EntrySpanQuestion(TimeRange.Last(s_recent, now)), cancellation);
        List<Operation> all = [.. plan.Plan.Operations, .. New(routes, spans, plan.Plan.Operations)];
        log.LogInformation("Without a plan {Count} routes are operations: {Latest} is the latest. upshot init --from makes a plan of what was seen", all.Count, all[^1].Name);
        await plan.UseAsync(plan.Plan with { Operations = all }, cancellation);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var past = s_past;
        return Repeated.RunAsync(
            s_every, time,
            async stop =>
            {
                await LookAsync(past, stop);
                past = s_recent;
            },
            e => log.LogWarning("Routes could not be looked at, which is tried again: {Problem}", e.Message), stoppingToken);
    }

    private static IEnumerable<(string Service, string Route)> Often(IReadOnlyList<RouteSeen> routes) => routes
        .Where(r => r.Route.Length > 0 && SeenRoutes.IsOne(r.Route))
        .GroupBy(r => r.Service, StringComparer.Ordinal).SelectMany(service => SeenRoutes.Answering([.. service], r => r.Kind))
        .GroupBy(r => (r.Service, r.Route)).Select(g => (g.Key, Requests: g.Sum(r => r.Requests)))
        .Where(r => r.Requests >= SeenRoutes.FewestRequests)
        .OrderByDescending(r => r.Requests).ThenBy(r => NameOf(r.Key), StringComparer.Ordinal)
        .Select(r => r.Key);

    private static string NameOf((string Service, string Route) route) => $"{route.Service} {route.Route}";

    private static SpanSelector Entry(string service, string route, IReadOnlyList<EntrySpans> spans) =>
        SeenRoutes.IsHttpRoute(route, [.. spans.Where(s => s.Service == service).Select(s => (s.Route, s.Name))]) ? new() { Service = service, Route = route } : new() { Service = service, Span = route };
}
