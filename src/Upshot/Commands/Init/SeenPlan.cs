using System.Globalization;
using System.Text;
using Upshot.Answers;
using Upshot.Plan;

namespace Upshot.Commands.Init;

/// <summary>A plan made from what was seen.</summary>
/// <param name="Left">Routes that have no operation, busiest first.</param>
/// <param name="AreFew">No route has been asked for often enough: the busiest ones stand for them.</param>
internal sealed record SeenPlanMade(IReadOnlyList<PlanFile> Files, IReadOnlyList<(string Service, SeenRoute Route)> Left, bool AreFew);

/// <summary>Makes a plan from what a server has seen: routes become operations, what they do today the promise.</summary>
internal static class SeenPlan
{
    // Where no route has enough, the busiest are a beginning; and no plan of thousands of operations is one.
    private const int MostOfFew = 12, Most = 1000;

    // From strict to lenient; below the last one the default alerts could not fire.
    private static readonly double[] s_targets = [99.9, 99.5, 99, 98, 95, 93];

    public static SeenPlanMade From(string product, IReadOnlyList<SeenService> services, IReadOnlyList<SeenSpans>? spans)
    {
        var all = services.SelectMany(s => Entries(s).Select(r => (s.Service, Route: r))).OrderByDescending(o => o.Route.Requests).ToList();
        var often = all.Where(o => o.Route.Requests >= SeenRoutes.FewestRequests).Take(Most).ToList();
        var chosen = often.Count > 0 ? often : [.. all.Take(MostOfFew)];
        return new(Files(product, chosen, spans), [.. all.Except(chosen).Where(o => o.Route.Requests > 0)], often.Count == 0);
    }

    private static List<PlanFile> Files(string product, IEnumerable<(string Service, SeenRoute Route)> chosen, IReadOnlyList<SeenSpans>? spans)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"product: {YamlText.Of(product)}\nowners: {NewPlan.OwnerMap}\noperations:\n");
        var objectives = new StringBuilder("objectives:\n");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var files = new List<PlanFile>();

        // The first operation that matches wins, and a service without a route matches all of its routes.
        foreach (var (service, route) in chosen.OrderBy(o => string.IsNullOrEmpty(o.Route.Route)))
        {
            var name = Distinct(NewPlan.OperationName(service, route.Route), names);
            yaml.Append(CultureInfo.InvariantCulture, $"  {YamlText.Of(name)}:\n    owner: {NewPlan.Owner}\n    entry: {Entry(service, route, spans)}\n");
            files.Add(new PlanFile($"runbooks/{name}.md", NewPlan.Runbook($"{name} is slow or fails", AddObjectives(name, route, objectives), name)));
        }

        return [new PlanFile("upshot.yaml", yaml.Append(objectives).ToString()), .. files];
    }

    private static List<string> AddObjectives(string name, SeenRoute route, StringBuilder yaml)
    {
        var names = new List<string> { $"{name}-works" };
        var share = route.Requests > 0 ? 100.0 * (route.Requests - route.Errors) / route.Requests : 100;
        var target = s_targets.FirstOrDefault(t => t < share, s_targets[^1]);
        var seen = route.Requests > 0 ? $"Of {route.Requests} requests seen {route.Errors} failed." : "No request was seen yet.";
        Add(names[0], name, "", target, $"{seen} Replace this with what users lose.", yaml);
        if (route.P95Millis is > 0 and var slow)
        {
            names.Add($"{name}-fast");
            Add(names[1], name, $"    latency: {Rounded(slow)}\n", 95, $"Of {route.Requests} requests seen 95% took at most {Digits(slow)} ms. Replace this with what users lose.", yaml);
        }

        return names;
    }

    private static void Add(string objective, string operation, string latency, double target, string reason, StringBuilder yaml) => yaml.Append(
        CultureInfo.InvariantCulture,
        $"  {YamlText.Of(objective)}:\n    operation: {YamlText.Of(operation)}\n{latency}    target: {target}%\n    reason: {reason}\n    decision: Below a quarter of the budget we stop features and repair.\n    runbook: {YamlText.Of($"runbooks/{operation}.md")}\n");

    /// <summary>The next round number above, so that today's latency keeps the promise; in microseconds where milliseconds would say nothing.</summary>
    private static string Rounded(double millis)
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(millis)));
        var rounded = new[] { 1, 1.5, 2, 3, 5, 7.5, 10 }.Select(f => f * step).First(value => value >= millis * (1 - 1e-9));
        return rounded >= 0.1 ? $"{rounded.ToString("0.##", CultureInfo.InvariantCulture)}ms" : $"{Math.Max(1, Math.Ceiling(rounded * 1000)).ToString("0", CultureInfo.InvariantCulture)}us";
    }

    /// <summary>Two digits at least, never none of them.</summary>
    private static string Digits(double millis) => millis >= 10 ? millis.ToString("0.#", CultureInfo.InvariantCulture) : millis.ToString("G2", CultureInfo.InvariantCulture);

    private static string Entry(string service, SeenRoute route, IReadOnlyList<SeenSpans>? spans)
    {
        if (string.IsNullOrEmpty(route.Route))
        {
            return NewPlan.Entry(service);
        }

        // The server tells the span's name where there was no http.route, as of gRPC; the spans themselves say which it is.
        var isRoute = SeenRoutes.IsHttpRoute(route.Route, [.. (spans ?? []).Where(s => s.Service == service).Select(s => (s.Route, s.Name))]);
        return $"{{ service: {YamlText.Of(service)}, {(isRoute ? "route" : "span")}: {YamlText.Of(route.Route)} }}";
    }

    /// <summary>The routes of a service, one each; what only calls others is left out where the service also answers.</summary>
    private static IReadOnlyList<SeenRoute> Entries(SeenService service)
    {
        var routes = (service.Routes ?? []).Where(r => SeenRoutes.IsOne(r.Route ?? "")).ToList();
        var entries = SeenRoutes.Answering(routes, r => r.Kind)
            .GroupBy(r => r.Route ?? "")
            .Select(g => g.MaxBy(r => r.Requests)! with { Requests = g.Sum(r => r.Requests), Errors = g.Sum(r => r.Errors) })
            .ToList();
        return entries.Count > 0 ? entries : [new SeenRoute("", null, 0, null, 0)];
    }

    private static string Distinct(string name, HashSet<string> names)
    {
        var distinct = name;
        for (var n = 2; !names.Add(distinct); n++)
        {
            distinct = $"{name}-{n}";
        }

        return distinct;
    }
}
