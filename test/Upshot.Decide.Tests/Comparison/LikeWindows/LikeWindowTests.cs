using Upshot.Decide.Comparison.LikeWindows;
using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Tests.Comparison.LikeWindows;

public class LikeWindowTests
{
    [Fact]
    public void Five_like_days_of_one_slot()
    {
        double[] before = [4.60, 4.62, 4.58, 4.61, 4.59], after = [4.71, 4.70, 4.68, 4.74, 4.67];
        var slot = new SlotDays(after, [.. before.Select(v => new[] { v })]);
        var result = LikeWindowTest.Test([slot], 0, 4.85, [4.63], new SampleVariance(0.0011 * 2 / 3, 20), isSameLength: true);
        Assert.Equal(1.1, result.Slope[0], 1e-6);
        Assert.Equal(0.117, result.Test.Difference, 1e-6);
        Assert.Equal(0.001253, result.TimeVariance, 1e-8);
        Assert.Equal(7.170737, result.Test.DegreesOfFreedom, 1e-6);
        Assert.Equal(2.625184, result.Test.T, 1e-6);
        Assert.Equal(0.033428, result.Test.P(), 1e-6);
        Assert.Equal(1.124119, Math.Exp(result.Test.Difference), 1e-6);
        Assert.Equal(0.962993, Math.Exp(result.Test.Difference - result.Test.HalfWidth(0.01)), 1e-6);
        Assert.Equal(1.312205, Math.Exp(result.Test.Difference + result.Test.HalfWidth(0.01)), 1e-6);
    }

    // A regressor that says nothing new, or is constant, breaks nothing.
    [Fact]
    public void A_control_that_is_the_same_series_again_changes_nothing()
    {
        double[] before = [4.60, 4.62, 4.58, 4.61, 4.59, 4.65], after = [4.71, 4.70, 4.68, 4.74, 4.67, 4.72];
        var processes = new SampleVariance(0.001, 20);
        var doubled = LikeWindowTest.Test([new SlotDays(after, [.. before.Select(v => new[] { v, v })])], 0, 4.85, [4.63, 4.63], processes, true);
        var single = LikeWindowTest.Test([new SlotDays(after, [.. before.Select(v => new[] { v })])], 0, 4.85, [4.63], processes, true);
        Assert.Equal(single.Test.Difference, doubled.Test.Difference, 1e-9);
        Assert.True(double.IsFinite(doubled.Test.P()));
    }

    [Fact]
    public void Too_few_days_for_the_covariates_are_no_test()
    {
        var slot = new SlotDays([1, 2], [[1, 2], [2, 3]]);
        Assert.False(LikeWindowTest.Test([slot], 0, 3, [1, 1], new SampleVariance(1, 4), true).Test.IsTest);
    }
}
