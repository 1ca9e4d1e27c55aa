using Upshot.Decide.Verification;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Verification;

public sealed class MutationTests
{
    [Fact]
    public void A_strict_plan_kills_every_mutant()
    {
        var result = MutationTesting.Run(ShopPlan.Plan, Run.Good, new());
        Assert.Empty(result.Survivors);
        Assert.Equal(result.Total, result.Killed);
        Assert.Superset(
            new HashSet<string> { "dropped", "renamed", "retyped", "duplicated", "unit changed", "attribute lost", "attribute retyped", "personal data planted", "out of order", "step lost", "under the wrong parent", "slow", "propagation lost", "silent", "another version" },
            result.ByKind.Select(k => k.Kind).ToHashSet());
    }

    [Fact]
    public void A_weak_plan_lets_mutants_live_and_is_told_what_to_declare()
    {
        var weak = ShopPlan.Plan with { Signals = [.. ShopPlan.Plan.Signals.Select(s => s with { Unit = "", Rollout = "canary" })], Journeys = [] };
        var survivors = MutationTesting.Run(weak, Run.Good, new()).Survivors;
        Assert.Contains(survivors, m => m is { Kind: "dropped", What: "metric shop.orders" });
        Assert.Contains(survivors, m => m is { Kind: "unit changed", Remedy: "Declare the unit." });
    }

    [Fact]
    public void What_is_suppressed_hides_mutants_too()
    {
        var suppression = new Suppression("wrong-unit", "Later.", new DateTime(2028, 1, 1), new("verify.yaml", 1, 1));
        Assert.Contains(MutationTesting.Run(ShopPlan.Plan, Run.Good, new() { Suppressions = [suppression], Today = new DateTime(2027, 1, 1) }).Survivors, m => m.Kind == "unit changed");
    }
}
