using System.Globalization;
using System.Text;
using Upshot.Plan;

namespace Upshot.Commands.Init;

/// <summary>Makes a plan from what a server has seen: the busiest routes become operations, what they do today the promise.</summary>
internal static class SeenPlan
{
    private const int MostOperations = 12;

    // From strict to lenient; below the last one the default alerts could not fire.
    private static readonly double[] s_targets = [99.9, 99.5, 99, 98, 95, 93];

    public static IReadOnlyList<PlanFile> From(string product, IReadOnlyList<SeenService> services)
    {
        var operations = services
            .SelectMany(s => Entries(s).Select(r => (s.Service, Route: r)))
            .OrderByDescending(o => o.Route.Requests)
            .Take(MostOperations)

            // The first operation that matches wins, and a service without a route matches all of its routes.
            .OrderBy(o => string.IsNullOrEmpty(o.Route.Route))
            .ToList();
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"product: {YamlText.Of(product)}\nowners: {NewPlan.OwnerMap}\noperations:\n");
        var objectives = new StringBuilder("objectives:\n");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var files = new List<PlanFile>();
        foreach (var (service, route) in operations)
        {
            var name = Distinct(NewPlan.OperationName(service, route.Route), names);
            yaml.Append(CultureInfo.InvariantCulture, $"  {YamlText.Of(name)}:\n    owner: {NewPlan.Owner}\n    entry: {Entry(service, route.Route)}\n");
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
            Add(names[1], name, $"    latency: {Rounded(slow)}ms\n", 95, $"Of {route.Requests} requests seen 95% took at most {slow:0.#} ms. Replace this with what users lose.", yaml);
        }

        return names;
    }

    private static void Add(string objective, string operation, string latency, double target, string reason, StringBuilder yaml) => yaml.Append(
        CultureInfo.InvariantCulture,
        $"  {YamlText.Of(objective)}:\n    operation: {YamlText.Of(operation)}\n{latency}    target: {target}%\n    reason: {reason}\n    decision: Below a quarter of the budget we stop features and repair.\n    runbook: {YamlText.Of($"runbooks/{operation}.md")}\n");

    /// <summary>The next round number above, so that today's latency keeps the promise.</summary>
    private static string Rounded(double millis)
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(millis)));
        var rounded = new[] { 1, 1.5, 2, 3, 5, 7.5, 10 }.Select(f => f * step).First(value => value >= millis);
        return Math.Max(rounded, 0.01).ToString("0.##", CultureInfo.InvariantCulture);
    }

    private static string Entry(string service, string? route)
    {
        if (string.IsNullOrEmpty(route))
        {
            return NewPlan.Entry(service);
        }

        // The server tells the span's name where there was no http.route; a route has a slash and no blank.
        var key = route.Contains('/') && !route.Contains(' ') ? "route" : "span";
        return $"{{ service: {YamlText.Of(service)}, {key}: {YamlText.Of(route)} }}";
    }

    /// <summary>The routes of a service, one each; what only calls others is left out where the service also answers.</summary>
    private static IReadOnlyList<SeenRoute> Entries(SeenService service)
    {
        var routes = (service.Routes ?? []).Where(r => r.Route is null || !r.Route.StartsWith('(')).ToList();
        var answering = routes.Where(r => r.Kind is null or "server" or "consumer").ToList();
        var entries = (answering.Count > 0 ? answering : routes)
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
