using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Operations are told apart, and the steps of a journey form a tree.</summary>
internal static class OperationChecks
{
    // Every pair is looked at; beyond this number a plan is not written by people.
    private const int MostOperations = 5_000;

    public static void Check(ProductPlan plan, ProblemList problems)
    {
        for (var i = 0; i < Math.Min(plan.Operations.Count, MostOperations); i++)
        {
            var operation = plan.Operations[i];
            if (plan.Operations.Take(i).FirstOrDefault(other => Covers(other.Entry, operation.Entry)) is { } first)
            {
                problems.Add(
                    operation.Location,
                    Rules.OverlappingOperations,
                    $"Every span of the operation {Quote.Of(operation.Name)} belongs to {Quote.Of(first.Name)}, which stands before it (line {first.Location.Line}).",
                    Covers(operation.Entry, first.Entry) ? "Tell them apart by route, method, span or attributes, or keep one." : $"Put {Quote.Clip(operation.Name)} before {Quote.Clip(first.Name)}: the first that matches wins.");
            }
        }

        foreach (var journey in plan.Journeys)
        {
            CheckSteps(journey, problems);
        }
    }

    private static void CheckSteps(Journey journey, ProblemList problems)
    {
        var steps = new Dictionary<string, JourneyStep>(StringComparer.Ordinal);
        foreach (var step in journey.Steps)
        {
            steps[step.Name] = step;
        }

        var circular = InCircles(steps);
        foreach (var step in journey.Steps)
        {
            if (step.Under is { } under && !steps.ContainsKey(under))
            {
                problems.Add(step.Location, Rules.UnknownReference, $"The step {Quote.Of(step.Name)} runs under {Quote.Of(under)}, which is no step of the journey {Quote.Of(journey.Name)}.", Suggestions.Remedy(under, [.. steps.Keys], "Name another step, or leave under out."));
            }
            else if (circular.Contains(step.Name))
            {
                problems.Add(step.Location, Rules.CircularReference, $"The step {Quote.Of(step.Name)} runs under itself by way of others.", "Begin with a step that runs under the operation: leave its under out.");
            }
        }
    }

    /// <summary>The steps that run under themselves; each step is visited once.</summary>
    private static HashSet<string> InCircles(Dictionary<string, JourneyStep> steps)
    {
        var circular = new HashSet<string>(StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in steps.Values)
        {
            var path = new List<string>();
            var onPath = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var step = start; step is not null && !done.Contains(step.Name); step = step.Under is { } under && steps.TryGetValue(under, out var next) ? next : null)
            {
                if (onPath.TryGetValue(step.Name, out var first))
                {
                    circular.UnionWith(path.Skip(first));
                    break;
                }

                onPath.Add(step.Name, path.Count);
                path.Add(step.Name);
            }

            done.UnionWith(path);
        }

        return circular;
    }

    /// <summary>True when every span that the narrow selector matches is matched by the wide one too.</summary>
    private static bool Covers(SpanSelector wide, SpanSelector narrow) =>
        Allows(wide.Service, narrow.Service)
        && Allows(wide.Span, narrow.Span)
        && Allows(wide.Route, narrow.Route)
        && Allows(wide.Method, narrow.Method)
        && (wide.Kind == narrow.Kind || (wide.Kind is null && narrow.Kind is ("server" or "consumer")))
        && wide.Attributes.All(a => narrow.Attributes.TryGetValue(a.Key, out var value) && value == a.Value);

    private static bool Allows(string? wide, string? narrow) => wide is null || wide == narrow;
}
