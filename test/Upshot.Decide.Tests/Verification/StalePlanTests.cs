using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Verification;

public sealed class StalePlanTests
{
    private static readonly string Current = ShopPlan.Plan.Digest;

    [Fact]
    public void What_was_generated_from_this_plan_is_right() =>
        Assert.Empty(Run.Checks(From($"https://upshot.dev/schemas/shop/{Current}", Current)));

    [Fact]
    public void What_was_generated_from_another_state_of_the_plan_fails_and_names_both_once()
    {
        var problem = Run.TheProblem(From("https://upshot.dev/schemas/shop/0123456789ab", "0123456789ab"));
        Assert.Equal(("stale-plan", "back", Severity.Error), (problem.Check, problem.Where.Service, problem.Severity));
        Assert.Equal($"The instrumentation of back was generated from the plan 0123456789ab; the plan here is {Current}.", problem.Message);
        Assert.Contains("upshot generate", problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://upshot.dev/schemas/shop/0123456789ab", "")]
    [InlineData("", "0123456789ab")]
    public void The_scope_or_the_resource_alone_tell_it(string schemaUrl, string digest) =>
        Assert.Equal(["stale-plan"], Run.Checks(From(schemaUrl, digest)));

    [Theory]
    [InlineData("https://upshot.dev/schemas/warehouse/0123456789ab", "")]
    [InlineData("https://opentelemetry.io/schemas/1.30.0", "")]
    public void Another_schema_is_not_ours_to_judge(string schemaUrl, string digest) => Assert.Empty(Run.Checks(From(schemaUrl, digest)));

    [Fact]
    public void A_process_may_have_several_plans() => Assert.Empty(Run.Checks(From("", $"0123456789ab,{Current}")));

    [Fact]
    public void A_recording_may_be_older_than_the_plan()
    {
        var result = Run.Verify(From("https://upshot.dev/schemas/shop/0123456789ab", ""), new() { IsRecording = true });
        Assert.True(result.IsVerified);
        Assert.Contains("record again", Assert.Single(result.Problems).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mutant_of_it_is_killed_although_it_is_made_of_a_recording()
    {
        var mutants = MutationTesting.Run(ShopPlan.Plan, From($"https://upshot.dev/schemas/shop/{Current}", Current), new() { IsRecording = true }).Mutants;
        Assert.Equal(("service back", "stale-plan"), Assert.Single(mutants.Where(m => m.Mutant.Kind == "stale plan").Select(m => (m.Mutant.What, m.KilledBy))));
    }

    private static CapturedTelemetry From(string schemaUrl, string digest)
    {
        return Run.Good with
        {
            Spans = [.. Run.Good.Spans.Select(s => s with { Origin = Of(s.Origin) })],
            Metrics = [.. Run.Good.Metrics.Select(m => m with { Origin = Of(m.Origin) })],
            Logs = [.. Run.Good.Logs.Select(l => l with { Origin = Of(l.Origin), Attributes = Run.Set(l.Attributes, "upshot.signal", CapturedValue.Of($"event.{l.EventName}@1")) })],
        };

        TelemetryOrigin Of(TelemetryOrigin origin) => origin.Scope.Name != "shop" ? origin : origin with
        {
            Scope = origin.Scope with { SchemaUrl = schemaUrl },
            Resource = digest.Length == 0 ? CapturedValue.None : new Dictionary<string, CapturedValue> { ["upshot.plan.digest"] = CapturedValue.Of(digest) },
        };
    }
}
