using Upshot.Answers.Comparisons;
using Upshot.Plan;

namespace Upshot.Tests.Answers;

public sealed class BudgetMarginTests
{
    private static readonly SourceLocation Somewhere = new("releases/1.1.yaml", 1, 1);

    [Fact]
    public void A_tenth_of_the_budget_is_a_tenth_of_what_may_fail()
    {
        var told = BudgetMargin.In(Release(new Guardrail("pay", Measure.ErrorRatio, 0.1, Somewhere) { IsOfBudget = true }), [Errors("pay", 0.99), Errors("pay", 0.999), Errors("ship", 0.9)]);
        Assert.Equal(0.0001, Assert.Single(told.Guardrails).Margin, 1e-12);
    }

    [Fact]
    public void The_narrower_of_two_counts_and_without_an_objective_about_errors_there_is_none()
    {
        Guardrail budget = new("pay", Measure.ErrorRatio, 0.5, Somewhere) { IsOfBudget = true }, points = new("pay", Measure.ErrorRatio, 0.001, Somewhere);
        Assert.Equal(0.001, Assert.Single(BudgetMargin.In(Release(budget, points), [Errors("pay", 0.9)]).Guardrails).Margin, 1e-12);
        Assert.Empty(BudgetMargin.In(Release(budget), [Errors("pay", 0.9) with { Latency = TimeSpan.FromSeconds(1) }]).Guardrails);
    }

    private static ReleasePlan Release(params Guardrail[] guardrails) => new("1.1", Somewhere) { Guardrails = guardrails };

    private static Objective Errors(string operation, double target) => new($"{operation}-works-{target}", Somewhere) { Operation = operation, Target = target };
}
