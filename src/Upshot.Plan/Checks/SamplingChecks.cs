using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>A precision from which the rate of sampling is derived has something to be derived from.</summary>
internal static class SamplingChecks
{
    public static void Check(ProductPlan plan, ProblemList problems)
    {
        if (plan.Sampling is not { BudgetWithin: not null, Location: { } location })
        {
            return;
        }

        if (plan.Sampling.SaysProbability)
        {
            problems.Add(location, Rules.WrongType, "sampling says a probability, and a precision from which one is derived.", "Remove probability, or budget_within.");
        }

        var judged = new HashSet<string>(plan.Objectives.Where(o => o.Kind != ObjectiveKind.Throughput).Select(o => o.Operation), StringComparer.Ordinal);
        if (judged.Count == 0)
        {
            problems.Add(location, Rules.MissingKey, "sampling.budget_within speaks of budgets, and the plan has none.", "Add an objective, or say a probability.");
        }

        foreach (var operation in plan.Operations.Where(o => judged.Contains(o.Name) && o.RequestsPerDay is not > 0))
        {
            problems.Add(operation.Location, Rules.MissingKey, $"sampling.budget_within needs to know how often {Quote.Of(operation.Name)} is asked for: how few of its requests may be kept hangs on it.", "Add requests_per_day, or say a probability in sampling.");
        }
    }
}
