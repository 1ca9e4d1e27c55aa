using Upshot.Decide.Comparison;

namespace Upshot.Decide.Tests.Comparison;

public sealed class RequiredSampleSizeTests
{
    // J. Cohen, Statistical Power Analysis for the Behavioral Sciences (1988), table 2.4.1: 64 and 26 in each group for d = 0.5 and 0.8 at a
    // two-sided 5 % and a power of 0.8.
    [Theory]
    [InlineData(0.5, 64)]
    [InlineData(0.8, 26)]
    public void A_verdict_four_times_in_five_needs_what_tables_of_power_say(double effect, int replicates) =>
        Assert.Equal(replicates, RequiredSampleSize.Replicates(Statistics(effect), alpha: 0.05));

    /// <summary>There was no verdict with what is there; "collect 64" to somebody who has 64 would be no advice.</summary>
    [Theory]
    [InlineData(63, 64)]
    [InlineData(64, 65)]
    [InlineData(200, 201)]
    public void More_is_asked_for_than_there_is(int have, int replicates) =>
        Assert.Equal(replicates, RequiredSampleSize.Replicates(Statistics(0.5) with { Have = have }, alpha: 0.05));

    [Theory]
    [InlineData(2, 5)]
    [InlineData(4, 5)]
    [InlineData(5, 6)]
    public void Replicates_that_do_not_differ_still_are_to_be_five(int have, int replicates) =>
        Assert.Equal(replicates, RequiredSampleSize.Replicates(Statistics(0.5) with { Variance = 0, Have = have }, alpha: 0.05));

    [Fact]
    public void Where_no_number_decides_none_is_named()
    {
        Assert.Null(RequiredSampleSize.Replicates(Statistics(0.5) with { Tolerance = 0.5 }, alpha: 0.05));
        Assert.Null(RequiredSampleSize.Replicates(Statistics(0.001), alpha: 0.05));
    }

    /// <summary>Of arms whose single replicates have a variance of one, and no room left below the limit.</summary>
    private static TestStatistics Statistics(double effect) =>
        new(new Estimate(effect, effect - 1, effect + 1), Limit: effect, Tolerance: 0, Variance: 2, Have: 2);
}
