using Upshot.Decide.Comparison.Concurrent;
using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Tests.Comparison.Concurrent;

public class ConcurrentTests
{
    private static readonly double[] A = [4.60, 4.66, 4.62], B = [4.70, 4.78, 4.72];

    [Fact]
    public void Three_processes_against_three_rest_on_what_earlier_releases_showed()
    {
        var test = ProcessMeans.Test(A, B, new VariancePrior(0.0024, 80, 80));
        Assert.Equal(2.695341, test.T, 1e-6);
        Assert.Equal(84, test.DegreesOfFreedom);
        Assert.Equal(0.008492, test.P(), 1e-6);
        Assert.Equal(1.002366, Math.Exp(test.Difference - test.HalfWidth(0.01)), 1e-6);
        Assert.Equal(1.234876, Math.Exp(test.Difference + test.HalfWidth(0.01)), 1e-6);
    }

    [Fact]
    public void One_process_against_one_rests_on_earlier_releases_alone_and_without_them_there_is_no_test()
    {
        var test = ProcessMeans.Test([4.6], [4.8], new VariancePrior(0.0024, 20, 80));
        Assert.Equal((20.0, 0.0048), (test.DegreesOfFreedom, test.Variance));
        Assert.False(ProcessMeans.Test([4.6], [4.8], VariancePrior.None).IsTest);
    }

    [Fact]
    public void Errors_spread_more_than_the_binomial_says()
    {
        var test = ErrorOverdispersion.Test([new(12, 600), new(9, 600), new(15, 600)], [new(20, 600), new(26, 600), new(24, 600)], 0.02, 80);
        Assert.Equal(2.881465, test.T, 1e-6);
        Assert.Equal(0.005023, test.P(), 1e-6);
        Assert.Equal(84, test.DegreesOfFreedom);
    }

    // With independent blocks and processes that do not differ, least squares by hand: only the shared blocks count.
    [Fact]
    public void Of_independent_blocks_only_those_in_common_count()
    {
        var nan = double.NaN;
        var table = new BlockTable(new[,] { { 1.0, 2, 3, nan }, { nan, nan, 5, 7 } }, new[,] { { 1.0, 1, 1, 1 }, { 1, 1, 1, 1 } }, [false, true]);
        var (difference, variance) = PartialOverlap.Fit(table, new BlockCovariance(0, 0, 0, 0.5))!.Value;
        Assert.Equal(2, difference, 1e-9);
        Assert.Equal(1, variance, 1e-9);
    }

    [Fact]
    public void Of_a_whole_overlap_the_difference_is_that_of_the_means()
    {
        var random = new Random(3);
        var values = new double[4, 6];
        var requests = new double[4, 6];
        var means = new double[4];
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 6; j++)
            {
                (values[i, j], requests[i, j]) = (random.NextDouble(), 10);
                means[i] += values[i, j] / 6;
            }
        }

        var covariance = new BlockCovariance(0.01, 0, 0, 0.3);
        var (difference, variance) = PartialOverlap.Fit(new BlockTable(values, requests, [false, false, true, true]), covariance)!.Value;
        Assert.Equal(((means[2] + means[3]) / 2) - ((means[0] + means[1]) / 2), difference, 1e-9);
        Assert.Equal(covariance.OfMean(6, 10), variance, 1e-9);
    }

    [Fact]
    public void Without_a_block_in_common_there_is_no_difference()
    {
        var nan = double.NaN;
        var table = new BlockTable(new[,] { { 1.0, 2, nan, nan }, { nan, nan, 5, 7 } }, new[,] { { 1.0, 1, 1, 1 }, { 1, 1, 1, 1 } }, [false, true]);
        Assert.Null(PartialOverlap.Fit(table, new BlockCovariance(0.1, 0.1, 0.5, 0.5)));
    }
}
