using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Verification;

public sealed class ScaledValueTests
{
    /// <summary>The payment's span records the duration, and no range helps.</summary>
    private static readonly ProductPlan Tied = With(s => s.Id switch
    {
        "span.shop.pay" => s with { Metrics = ["metric.shop.order.duration"] },
        "metric.shop.order.duration" => s with { Range = null },
        _ => s,
    });

    [Theory]
    [InlineData(0.02, true)]
    [InlineData(0.1, true)]
    [InlineData(20, false)] // Milliseconds.
    [InlineData(0.00002, false)] // Thousands of seconds.
    public void A_duration_in_another_unit_than_its_span_lasted_is_found_without_a_range(double seconds, bool isRight)
    {
        var problems = TelemetryVerification.Verify(Tied, Duration(seconds), new()).Problems;
        Assert.Equal(isRight ? [] : ["wrong-unit"], problems.Select(p => p.Check));
        Assert.All(problems, p => Assert.Contains("the spans lasted 0.02 s", p.Evidence, StringComparison.Ordinal));
    }

    [Fact]
    public void Cumulative_exports_are_not_counted_twice()
    {
        // One measurement of 0.4 s, then a hundred short ones: on average 0.024 s.
        var metric = Run.Good.Metrics.Single(m => m.Name == "shop.order.duration");
        var first = metric.Points[0] with { Sum = 0.4, Min = 0.4, Max = 0.4 };
        var later = first with { TimeNanos = first.TimeNanos + 1, Count = 101, Sum = 2.4, Min = 0.02 };
        Assert.Empty(TelemetryVerification.Verify(Tied, Run.Metrics(metric.Name, m => m with { Points = [.. Enumerable.Range(0, 50).Select(i => first with { TimeNanos = first.TimeNanos - 100 + i }), later] }), new()).Problems);
    }

    [Fact]
    public void Mutants_of_another_unit_are_killed_by_the_span_or_by_a_range()
    {
        Assert.Equal("wrong-unit", Scaled(Tied).KilledBy);
        Assert.Equal("out-of-range", Scaled(ShopPlan.Plan).KilledBy);
    }

    [Fact]
    public void A_survivor_is_told_which_values_a_range_has_to_hold()
    {
        var survivor = Scaled(With(s => s with { Range = null }));
        Assert.Equal("", survivor.KilledBy);
        Assert.Equal("metric shop.order.duration, multiplied by 1000", survivor.Mutant.What);
        Assert.Contains("range that holds the values (0.1 to 0.1 s were recorded)", survivor.Mutant.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_without_extremes_is_judged_by_its_buckets()
    {
        var plain = Run.Metrics("shop.order.duration", m => m with { Points = [new CapturedPoint(Run.Start, Run.Start + 1) { Count = 1, Sum = 0.1, Bounds = [0.1, 1, 10, 90], Buckets = [1, 0, 0, 0, 0] }] });
        Assert.Equal("out-of-range", Scaled(ShopPlan.Plan, plain).KilledBy);
    }

    private static MutantFate Scaled(ProductPlan plan, CapturedTelemetry? captured = null) =>
        MutationTesting.Run(plan, captured ?? Run.Good, new()).Mutants.Single(m => m.Mutant.Kind == "value scaled" && m.Mutant.What.StartsWith("metric", StringComparison.Ordinal));

    private static ProductPlan With(Func<Signal, Signal> change) => ShopPlan.Plan with { Signals = [.. ShopPlan.Plan.Signals.Select(change)] };

    private static CapturedTelemetry Duration(double seconds) =>
        Run.Metrics("shop.order.duration", m => m with { Points = [.. m.Points.Select(p => p with { Sum = seconds, Min = seconds, Max = seconds })] });
}
