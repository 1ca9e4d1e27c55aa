using Upshot.Plan.Keys;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Operations are told apart, and the steps of a journey form a tree.</summary>
internal static class OperationChecks
{
    public static void Check(ProductPlan plan, ProblemList problems)
    {
        var first = new Dictionary<string, Operation>(StringComparer.Ordinal);
        foreach (var operation in plan.Operations)
        {
            var entry = Canonical(operation.Entry);
            if (!first.TryGetValue(entry, out var other))
            {
                first.Add(entry, operation);
            }
            else
            {
                problems.Add(operation.Place, Rules.OverlappingOperations, $"The operations {Quote.Of(operation.Name)} and {Quote.Of(other.Name)} (line {other.Place.Line}) have the same entry spans.", "Tell them apart by route, method, span or attributes, or keep one.");
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

        foreach (var step in journey.Steps)
        {
            if (step.Under is { } under && !steps.ContainsKey(under))
            {
                problems.Add(step.Place, Rules.UnknownReference, $"The step {Quote.Of(step.Name)} runs under {Quote.Of(under)}, which is no step of the journey {Quote.Of(journey.Name)}.", Likely.Remedy(under, [.. steps.Keys], "Name another step, or leave under out."));
            }
            else if (IsUnderItself(step, steps))
            {
                problems.Add(step.Place, Rules.CircularReference, $"The step {Quote.Of(step.Name)} runs under itself by way of others.", "Begin with a step that runs under the operation: leave its under out.");
            }
        }
    }

    private static bool IsUnderItself(JourneyStep step, Dictionary<string, JourneyStep> steps)
    {
        var above = step;
        for (var left = steps.Count; left > 0 && above.Under is { } under && steps.TryGetValue(under, out var next); left--)
        {
            if (next.Name == step.Name)
            {
                return true;
            }

            above = next;
        }

        return false;
    }

    private static string Canonical(SpanSelector entry) => string.Join(
        "\n",
        new[] { entry.Service, entry.Span, entry.Route, entry.Method, entry.Kind }
            .Select(part => part is null ? "*" : "=" + part)
            .Concat(entry.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}")));
}
