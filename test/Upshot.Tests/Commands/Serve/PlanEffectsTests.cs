using Upshot.Commands.Serve;
using Upshot.Plan;

namespace Upshot.Tests.Commands.Serve;

public sealed class PlanEffectsTests
{
    private static readonly SourceLocation s_place = new("upshot.yaml", 1, 1);

    private static readonly ProductPlan s_plan = new()
    {
        Operations = [new("pay", s_place) { Entry = new() { Route = "/pay", Attributes = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } } }],
        Objectives = [new("fast", s_place) { Operation = "pay", Target = 0.99, Latency = TimeSpan.FromMilliseconds(300) }],
    };

    [Fact]
    public void What_counts_for_the_past_as_well_is_not_worth_a_sentence()
    {
        var renamed = s_plan with
        {
            Product = "shop",
            Operations = [s_plan.Operations[0] with { Name = "checkout", RenamedFrom = ["pay"], Location = new("upshot.yaml", 7, 1), Entry = s_plan.Operations[0].Entry with { Attributes = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } } }],
            Objectives = [s_plan.Objectives[0] with { Target = 0.9, Operation = "checkout", Location = new("upshot.yaml", 9, 1) }],
        };

        Assert.Empty(PlanEffects.Of(s_plan, s_plan with { Objectives = [s_plan.Objectives[0] with { Target = 0.9 }] }, []));
        Assert.Empty(PlanEffects.Of(s_plan, renamed, []));
    }

    [Fact]
    public void A_new_entry_counts_from_now_on_and_so_do_the_objectives_of_its_operation()
    {
        var after = s_plan with { Operations = [s_plan.Operations[0] with { Entry = new() { Route = "/buy" } }] };

        var effects = PlanEffects.Of(s_plan, after, []).ToList();

        Assert.Equal(2, effects.Count);
        Assert.StartsWith("The operation pay is recognised by the new entry in requests that come from now on", effects[0]);
        Assert.StartsWith("The objective fast is counted from now on", effects[1]);
    }

    [Fact]
    public void Another_limit_of_latency_retention_and_columns_are_told()
    {
        var after = s_plan with
        {
            Objectives = [s_plan.Objectives[0] with { Latency = TimeSpan.FromMilliseconds(200) }],
            Retention = new() { Spans = TimeSpan.FromDays(2) },
        };

        var effects = PlanEffects.Of(s_plan, after, ["shop.size", "shop.colour"]).ToList();

        Assert.Equal(3, effects.Count);
        Assert.StartsWith("The objective fast is counted from now on", effects[0]);
        Assert.StartsWith("Retention takes effect with the next run of maintenance", effects[1]);
        Assert.StartsWith("The attributes shop.size, shop.colour are found in the column attributes", effects[2]);
    }
}
