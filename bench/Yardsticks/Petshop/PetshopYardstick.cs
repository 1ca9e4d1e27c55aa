using System.Text.Json;
using Upshot.Decide.ServiceGraphs;

namespace Upshot.Yardsticks.Petshop;

/// <summary>
/// Which service is the cause, on the PetShop data: recall on injected issues, and silence on windows of as many rows out of two days without an issue, each
/// judged against the rest of them. One gate for both; the curve shows what other gates would give.
/// </summary>
internal static class PetshopYardstick
{
    private const int RowsOfAWindow = 5;

    public static IEnumerable<Figure> Run(string folder)
    {
        foreach (var scenario in Directory.EnumerateDirectories(folder).Where(d => File.Exists(Path.Combine(d, "graph.csv"))).Order(StringComparer.Ordinal))
        {
            foreach (var figure in Scenario(scenario, Path.GetFileName(scenario)))
            {
                yield return figure;
            }
        }
    }

    private static IEnumerable<Figure> Scenario(string folder, string name)
    {
        var graph = PetshopFile.ReadGraph(Path.Combine(folder, "graph.csv"));
        var usual = PetshopFile.Read(Path.Combine(folder, "noissue", "metrics.csv"));
        var issues = Directory.EnumerateFiles(folder, "target.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Issue.Read).ToList();
        var quiet = QuietWindows(usual).ToList();
        var chosen = new AttributionGate();
        var (first, three, silence) = Measure(graph, usual, issues, quiet, chosen);
        yield return new Figure("petshop", $"{name}: top-1 of {issues.Count} issues", first, 0.80, 0);
        yield return new Figure("petshop", $"{name}: top-3", three, 0.98, 0);
        yield return new Figure("petshop", $"{name}: silence on {quiet.Count} windows without issue", silence, 0.70, 1);
        foreach (var half in new[] { "train", "test" })
        {
            var some = issues.Where(i => i.Half == half).ToList();
            yield return new Figure("petshop", $"{name}: top-1 of the {some.Count} issues in {half}", Measure(graph, usual, some, [], chosen).First, 0.80, 0);
        }

        foreach (var chance in new[] { 0.01, 0.05, 0.1, 0.2, 1 })
        {
            foreach (var deviations in new[] { 2, 3.5, 5, 8 })
            {
                var (top, _, silent) = Measure(graph, usual, issues, quiet, chosen with { TargetChance = chance, TargetDeviations = chance == 1 ? 0 : chosen.TargetDeviations, NodeDeviations = deviations });
                yield return new Figure("petshop", $"{name}: curve, chance ≤ {chance}, own ≥ {deviations} sd: top-1", top);
                yield return new Figure("petshop", $"{name}: curve, chance ≤ {chance}, own ≥ {deviations} sd: silence", silent);
            }
        }
    }

    private static (double First, double Three, double Silence) Measure(CallGraph graph, ServiceMetrics usual, List<Issue> issues, List<(ServiceMetrics Others, ServiceMetrics Window)> quiet, AttributionGate gate)
    {
        double first = 0, three = 0;
        foreach (var issue in issues)
        {
            var rank = MassAttribution.Of(graph, usual, issue.Window, issue.Target, gate).Select(n => n.Node).ToList().IndexOf(issue.Cause);
            first += rank == 0 ? 1 : 0;
            three += rank is >= 0 and < 3 ? 1 : 0;
        }

        var silent = quiet.Count(q => MassAttribution.Of(graph, q.Others, q.Window, issues[0].Target, gate).Count == 0);
        return (first / issues.Count, three / issues.Count, quiet.Count == 0 ? double.NaN : (double)silent / quiet.Count);
    }

    private static IEnumerable<(ServiceMetrics Others, ServiceMetrics Window)> QuietWindows(ServiceMetrics usual)
    {
        for (var at = 0; at + RowsOfAWindow <= usual.Times.Count; at += RowsOfAWindow)
        {
            var rows = Enumerable.Range(0, usual.Times.Count).ToLookup(r => r >= at && r < at + RowsOfAWindow);
            yield return (usual.At([.. rows[false]]), usual.At([.. rows[true]]));
        }
    }

    private sealed record Issue(string Half, ServiceMetrics Window, string Target, string Cause)
    {
        public static Issue Read(string targetFile)
        {
            using var target = JsonDocument.Parse(File.ReadAllBytes(targetFile));
            var folder = Path.GetDirectoryName(targetFile)!;
            return new Issue(
                Path.GetFileName(Path.GetDirectoryName(folder)!),
                PetshopFile.Read(Path.Combine(folder, "metrics.csv")),
                target.RootElement.GetProperty("target").GetProperty("node").GetString()!,
                target.RootElement.GetProperty("root_cause").GetProperty("node").GetString()!);
        }
    }
}
