using Upshot.Plan;

namespace Upshot.Answers.Comparisons;

/// <summary>Guardrails that speak of the budget, in ratio points: a rise of the error ratio by (1 − target) spends all of it over the window.</summary>
internal static class BudgetMargin
{
    /// <summary>Where several guard the same the narrowest counts; without an objective about errors nothing is guarded.</summary>
    public static ReleasePlan In(ReleasePlan release, IReadOnlyList<Objective> objectives)
    {
        if (!release.Guardrails.Any(g => g.IsOfBudget))
        {
            return release;
        }

        var told = release.Guardrails.Select(g => !g.IsOfBudget ? g
            : objectives.Where(o => o.Operation == g.Operation && o.Kind is ObjectiveKind.Errors).Select(o => (double?)o.Target).Max() is { } target
                ? g with { Margin = g.Margin * (1 - target), IsOfBudget = false }
                : null).OfType<Guardrail>();
        return release with { Guardrails = [.. told.GroupBy(g => (g.Operation, g.Measure, g.Outcome)).Select(g => g.MinBy(r => r.Margin)!)] };
    }
}
