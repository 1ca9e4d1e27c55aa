using Upshot.Plan.Alerts;

namespace Upshot.Plan.Tests.Alerts;

public class SamplingRateTests
{
    private static readonly SourceLocation Here = new("upshot.yaml", 1, 1);

    [Theory]
    [InlineData(0.05, 28_000, 0.0520)]
    [InlineData(0.05, 1_000, 0.6058)]
    [InlineData(0.2, 1_000, 0.0876)]
    [InlineData(0.05, 0, 1)]
    public void The_rate_for_a_budget_of_so_many_failures(double within, double bad, double expected) => Assert.Equal(expected, SamplingRate.For(within, bad), 4);

    [Fact]
    public void At_the_derived_rate_what_is_spent_is_told_within_the_share_nineteen_times_in_twenty()
    {
        const int Bad = 2_000, Runs = 1_000;
        var (p, chance) = (SamplingRate.For(0.1, Bad), new Random(7));
        var inside = Enumerable.Range(0, Runs).Count(_ => Math.Abs((Enumerable.Range(0, Bad).Count(_ => chance.NextDouble() < p) / p / Bad) - 1) <= 0.1);
        Assert.InRange(inside / (double)Runs, 0.93, 0.97);
    }

    [Fact]
    public void The_objective_that_needs_most_decides_and_the_probability_is_rounded_up()
    {
        var plan = Plan(1e6, 0.999, 0.99);
        // 28 days of a million requests: 28,000 may fail of the strict promise, and 5.20 % are needed; rounded up to two digits.
        Assert.Equal(0.053, SamplingRate.For(0.05, plan), 9);
        Assert.True(SamplingRate.For(0.05, Plan(1e6, 0.99)) < 0.006);
    }

    [Fact]
    public void Of_little_or_unknown_traffic_all_is_kept()
    {
        Assert.Equal(1, SamplingRate.For(0.05, Plan(null, 0.999)));
        Assert.Equal(1, SamplingRate.For(0.05, new ProductPlan()));
        Assert.Equal(1, SamplingRate.For(0.05, Plan(10, 0.9999)));
    }

    [Fact]
    public void Minutes_of_a_throughput_are_no_requests_that_could_be_sampled() =>
        Assert.Equal(1, SamplingRate.For(0.05, Plan(1e6, 0.999) is var plan ? plan with { Objectives = [.. plan.Objectives.Select(o => o with { Throughput = 5 })] } : plan));

    [Fact]
    public void Applications_send_everything_where_the_server_decides() =>
        Assert.Equal((1, 0.1), (new Sampling { Probability = 0.1, IsTail = true }.HeadProbability, new Sampling { Probability = 0.1 }.HeadProbability));

    private static ProductPlan Plan(double? perDay, params double[] targets) => new()
    {
        Operations = [new("checkout", Here) { RequestsPerDay = perDay }],
        Objectives = [.. targets.Select((t, i) => new Objective($"o{i}", Here) { Operation = "checkout", Target = t })],
    };
}
