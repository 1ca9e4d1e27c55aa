using Upshot.Answers.Comparisons;
using Upshot.Plan;

namespace Upshot.Tests.Answers;

public sealed class PlanZoneTests
{
    private static readonly SourceLocation Somewhere = new("upshot.yaml", 1, 1);

    [Fact]
    public void An_operation_goes_by_its_own_objectives_then_by_the_plans_then_by_UTC()
    {
        Objective pay = Of("pay") with { Window = new BudgetWindow { Calendar = "month", Zone = "Europe/Berlin" } }, ship = Of("ship") with { Hours = new DailyHours(TimeSpan.Zero, TimeSpan.FromHours(8), [], "Asia/Tokyo") };
        Assert.Equal("Europe/Berlin", PlanZone.Of(Plan(ship, pay), "pay").Id);
        Assert.Equal("Asia/Tokyo", PlanZone.Of(Plan(pay, ship), "ship").Id);
        Assert.Equal("Europe/Berlin", PlanZone.Of(Plan(Of("browse"), pay), "browse").Id);
        Assert.Equal(TimeZoneInfo.Utc, PlanZone.Of(Plan(Of("browse")), "browse"));
    }

    private static Objective Of(string operation) => new($"{operation}-works", Somewhere) { Operation = operation, Target = 0.99 };

    private static ProductPlan Plan(params Objective[] objectives) => new() { Objectives = objectives };
}
