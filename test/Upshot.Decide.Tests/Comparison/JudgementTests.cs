using Upshot.Decide.Comparison;

namespace Upshot.Decide.Tests.Comparison;

public class JudgementTests
{
    // Harm with its interval, in per cent; the margin is 2.
    [Theory]
    [InlineData(-5, -8, -2, Verdict.Improved)]
    [InlineData(-1, -1.5, -0.5, Verdict.Improved)]
    [InlineData(5, 3, 7, Verdict.Regressed)]
    [InlineData(2.5, 1, 4, Verdict.Regressed)]
    [InlineData(1, 0.5, 1.5, Verdict.Unchanged)]
    [InlineData(0, -1, 1, Verdict.Unchanged)]
    [InlineData(-3, -7, 1, Verdict.NotWorse)]
    [InlineData(0, -3, 3, Verdict.Inconclusive)]
    [InlineData(3, -1, 7, Verdict.Inconclusive)]
    [InlineData(-3, -9, 3, Verdict.Inconclusive)]
    public void Two_questions_decide(double value, double low, double high, Verdict expected)
    {
        var p = low > 0 || high < 0 ? 0.001 : 0.5;
        Assert.Equal(expected, Judgement.Of(new TestStatistics(new Estimate(value, low, high), 2, 0, 1, 5), p, 0.01));
    }

    // Samples of which the answer is plain.
    [Fact]
    public void Values_without_any_spread_are_judged_by_counting_ways()
    {
        Assert.Equal(Verdict.Unchanged, Compare(Same(100, 5), Same(100, 5)).Verdict);
        Assert.Equal(Verdict.Regressed, Compare(Same(100, 5), Same(105, 5)).Verdict);
        Assert.Equal(Verdict.Improved, Compare(Same(100, 5), Same(95, 5)).Verdict);
        // Three against three cannot reach 1 %: one of ten ways. Then no interval is printed either, nor are two equal numbers evidence.
        Assert.Equal((Verdict.Inconclusive, 5), (Compare(Same(100, 3), Same(100, 3)).Verdict, Compare(Same(100, 3), Same(100, 3)).RequiredReplicates));
        Assert.True(double.IsNaN(Compare(Same(100, 3), Same(0, 3)).Ratio.Low));
        var few = Compare(Same(100, 3), Same(105, 3));
        Assert.Equal((Verdict.Inconclusive, 5), (few.Verdict, few.RequiredReplicates));
        Assert.Equal(Verdict.Regressed, Compare(Same(100, 30), Same(105, 30)).Verdict);
    }

    [Fact]
    public void One_replicate_is_never_enough()
    {
        var result = Compare([100.0], [200.0, 201, 202, 203, 204]);
        Assert.Equal((Verdict.Inconclusive, 5), (result.Verdict, result.RequiredReplicates));
        Assert.NotEmpty(result.Notes);
    }

    [Fact]
    public void Numbers_that_are_not_positive_are_compared_by_their_differences()
    {
        var result = Compare([-10, -11, -9, -10.5, -9.5], [5, 4, 6, 5.5, 4.5]);
        Assert.Equal(Verdict.Regressed, result.Verdict);
        Assert.True(double.IsNaN(result.Ratio.Value));
        Assert.Equal(15, result.Difference!.Value.Value, 9);
        var zeros = Compare([0, 0, 1, 0, 2], [0, 1, 0, 2, 0]);
        Assert.Equal(Verdict.Inconclusive, zeros.Verdict);
        Assert.Equal(Verdict.Unchanged, Compare(Same(0, 5), Same(0, 5)).Verdict);
    }

    [Fact]
    public void Higher_is_better_turns_the_verdict_around()
    {
        var options = new ComparisonOptions { HigherIsBetter = true };
        double[] low = [100, 101, 99, 100, 100], high = [110, 111, 109, 110, 110];
        Assert.Equal(Verdict.Improved, SampleComparison.Compare(Arm(low), Arm(high), 0.02, options).Verdict);
        Assert.Equal(Verdict.Regressed, SampleComparison.Compare(Arm(high), Arm(low), 0.02, options).Verdict);
        Assert.Equal(Verdict.Unchanged, SampleComparison.Compare(Arm(high), Arm(low), 0.20, options).Verdict);
    }

    // Properties: swapping the arms inverts the ratio and keeps p; a change of unit changes nothing.
    [Fact]
    public void Swapping_the_arms_inverts_and_scaling_changes_nothing()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var simulator = BenchmarkSimulator.Draw(seed);
            double[] a = [.. simulator.Arm(100, 5, 9).Select(v => v[0])], b = [.. simulator.Arm(105, 6, 9).Select(v => v[0])];
            var (there, back) = (Compare(a, b), Compare(b, a));
            var scaled = Compare([.. a.Select(v => v * 1e-9)], [.. b.Select(v => v * 1e-9)]);
            Assert.Equal(there.P, back.P, 1e-9);
            Assert.Equal(there.Ratio.Low, 1 / back.Ratio.High, 1e-9);
            Assert.Equal(there.Ratio.High, scaled.Ratio.High, 1e-9);
            Assert.Equal(there.P <= 0.01, there.Ratio.Low > 1 || there.Ratio.High < 1);
        }
    }

    private static double[] Same(double value, int count) => [.. Enumerable.Repeat(value, count)];

    private static ComparisonResult Compare(double[] a, double[] b) => SampleComparison.Compare(Arm(a), Arm(b), 0.02, new ComparisonOptions());

    private static SampleArm Arm(double[] values) => new("arm", [.. values.Select((v, i) => new SampleReplicate($"{i}", [v]))]);
}
