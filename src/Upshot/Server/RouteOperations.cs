using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>
/// Without a plan every route that is asked for often is an operation: what there is to see and to compare before the first line of YAML. Its name is the service and the route.
/// </summary>
internal sealed class RouteOperations(TelemetryInUse telemetry, PlanInUse plan, TimeProvider time, ILogger<RouteOperations> log) : BackgroundService
{
    private const int FewestRequests = 100, Most = 200;
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        var past = s_past;
        try
        {
            do
            {
                try
                {
                    await LookAsync(past, stoppingToken);
                    past = s_recent;
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    log.LogWarning("Routes could not be looked at, which is tried again: {Problem}", e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    // "(other)" is what came beyond the bounds.
    private static IEnumerable<(string Service, string Route)> Often(IReadOnlyList<RouteSeen> routes) => routes
        .Where(r => r.Route.Length > 0 && r.Route[0] != '(')
        .GroupBy(r => r.Service, StringComparer.Ordinal).SelectMany(Answering)
        .GroupBy(r => (r.Service, r.Route)).Select(g => (g.Key, Requests: g.Sum(r => r.Requests)))
        .Where(r => r.Requests >= FewestRequests)
        .OrderByDescending(r => r.Requests).ThenBy(r => NameOf(r.Key), StringComparer.Ordinal)
        .Select(r => r.Key);

    /// <summary>What a service only calls is nothing that it answers, where it answers something.</summary>
    private static IEnumerable<RouteSeen> Answering(IEnumerable<RouteSeen> routes)
    {
        List<RouteSeen> all = [.. routes], answering = all.FindAll(r => r.Kind is "server" or "consumer");
        return answering.Count > 0 ? answering : all;
    }

    private static string NameOf((string Service, string Route) route) => $"{route.Service} {route.Route}";

    private static SpanSelector Entry(string service, string route, IReadOnlyList<EntrySpans> spans)
    {
        var own = spans.Where(s => s.Service == service).ToList();
        var isRoute = own.Exists(s => s.Route == route) || (own.TrueForAll(s => s.Name != route) && route.Contains('/') && !route.Contains(' '));
        return isRoute ? new() { Service = service, Route = route } : new() { Service = service, Span = route };
    }
}
