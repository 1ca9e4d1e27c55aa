using Upshot.Plan.Problems;
using Upshot.Plan.Values;

namespace Upshot.Plan.Checks;

/// <summary>Names what a plan says and nothing looks at while a product runs, so that no promise looks like one that is kept.</summary>
internal static class UnusedParts
{
    public static void Check(ProductPlan plan, ProblemList problems)
    {
        var told = plan.Budget.Rules.Where(r => !r.Freezes).ToList();
        Note(told.FirstOrDefault()?.Location, "budget", $"What the team does when {string.Join(", ", told.Select(r => Share.Format(r.Remaining)))} of a budget is left is written down; nothing says yet when that is so.", problems);
        Note(plan.Flags.FirstOrDefault(f => f.Expires.Length > 0)?.Location, "flags", "The date after which a flag should be gone is looked at by upshot check --today only.", problems);
        if (plan.Sampling.HeadProbability < 1)
        {
            var derived = plan.Sampling is { BudgetWithin: { } within, SaysProbability: false } ? $"A probability of {Share.Format(plan.Sampling.Probability)} keeps every budget within {Share.Format(within)} of itself. " : "";
            Note(new SourceLocation("upshot.yaml", 1, 1), "sampling", $"{derived}The probability of sampling is verified and reckoned with; applications set it themselves, the server samples nothing.", problems);
        }
    }

    private static void Note(SourceLocation? location, string part, string message, ProblemList problems)
    {
        if (location is not null)
        {
            problems.Add(location, Rules.NotEvaluated, message, $"Nothing is to be done; do not rely on {part} for more.");
        }
    }
}
