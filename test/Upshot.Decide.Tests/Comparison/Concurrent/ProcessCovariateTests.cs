using Upshot.Decide.Comparison.Concurrent;

namespace Upshot.Decide.Tests.Comparison.Concurrent;

public class ProcessCovariateTests
{
    private static readonly (double, double)[] s_before = [(4.60, 4.66), (4.70, 4.75), (4.52, 4.60)];
    private static readonly (double, double)[] s_after = [(4.65, 4.80), (4.80, 4.93), (4.58, 4.71)];

    [Fact]
    public void It_is_the_least_squares_of_an_arm_and_a_slope()
    {
        // By the normal equations of [1, arm, before], solved elsewhere.
        var found = ProcessCovariate.Of(s_before, s_after);
        Assert.Equal(0.0787265917602934, found.Test.Difference, 6);
        Assert.Equal(0.00012731751175129634, found.Test.Variance, 9);
        Assert.Equal(3, found.Test.DegreesOfFreedom);
        Assert.Equal(0.0001622614588906693, found.Residual.Value, 9);
        Assert.Equal(0.9819039265177693, found.Explained, 6);
    }

    [Fact]
    public void A_past_that_says_nothing_of_now_explains_nothing()
    {
        Assert.Equal(default, ProcessCovariate.Of([(1, 2), (1, 3)], [(1, 2), (1, 4)]));
        Assert.Equal(default, ProcessCovariate.Of([(1, 2), (2, 3)], [(3, 2)]));
        Assert.Equal(0, ProcessCovariate.Of([(1, 2), (2, 4), (3, 2)], [(1, 4), (2, 2), (3, 4)]).Explained);
    }

    [Fact]
    public void It_is_used_where_the_halves_of_the_past_agree_and_not_where_earlier_releases_know_better()
    {
        (double, double)[] alike = [(1, 1.01), (2, 2.02), (3, 2.97), (4, 4.01), (5, 5), (6, 6.02)];
        (double, double)[] apart = [(1, 3), (2, 1), (3, 6), (4, 2), (5, 5), (6, 4)];
        Assert.True(ProcessCovariate.IsWorth(alike, 4));
        Assert.True(ProcessCovariate.IsWorth(alike, 84));
        Assert.False(ProcessCovariate.IsWorth(apart, 4));
        Assert.False(ProcessCovariate.IsWorth(alike[..3], 0));
        // Two processes an arm have a variance of two degrees of freedom, and one beside the past: that has to say nearly all.
        Assert.False(ProcessCovariate.IsWorth([(1, 1.4), (2, 1.9), (3, 3.4), (4, 3.8)], 80));
    }
}
