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

    // By hand: p̄ = 84/3600, φ = 1 + 14 × 0.02, z = 2.881465 with a σ² of 0.02 that is known.
    [Fact]
    public void Errors_spread_more_than_the_binomial_says()
    {
        ErrorCount[] a = [new(12, 600), new(9, 600), new(15, 600)], b = [new(20, 600), new(26, 600), new(24, 600)];
        var strata = new ErrorStrata(a, b);
        Assert.Equal(2.881465, strata.Difference / Math.Sqrt(strata.Variance(0.02)), 1e-6);
        var test = ErrorOverdispersion.Learn([a, b]).Test(a, b);
        Assert.Equal(strata.Difference, test.Difference, 1e-12);
        Assert.InRange(test.Variance * test.DegreesOfFreedom / (test.DegreesOfFreedom - 2), strata.Variance(0), strata.Variance(0.1));
    }

    [Fact]
    public void The_more_processes_were_alike_the_more_a_difference_of_errors_says()
    {
        ErrorCount[] a = [new(120, 6000), new(121, 6000), new(119, 6000)], b = [new(160, 6000), new(161, 6000), new(159, 6000)], apart = [new(80, 6000), new(120, 6000), new(160, 6000)];
        double P(int releases, ErrorCount[] release) => ErrorOverdispersion.Learn([.. Enumerable.Repeat(release, releases), a, b]).Test(a, b).P();
        Assert.True(P(20, a) < P(0, a) && P(0, a) < P(20, apart), $"{P(20, a)} {P(0, a)} {P(20, apart)}");
        // 25 % apart: the half-Cauchy before is forgotten.
        Assert.Equal(0.333 * 0.333, ErrorOverdispersion.Learn(Enumerable.Repeat(apart, 20)).Spread, 0.03);
    }

    [Fact]
    public void One_process_of_each_version_without_a_past_says_nothing_of_errors() => Assert.False(ErrorOverdispersion.Learn([[new(10, 600)], [new(30, 600)]]).Test([new(10, 600)], [new(30, 600)]).IsTest);

    // Both fail in the second hour, when the candidate has most of the requests: 5 % against 13 % in all, and no difference at any time.
    [Fact]
    public void An_hour_in_which_both_failed_is_no_difference()
    {
        ErrorCount[] a = [new([9, 20], [900, 100]), new([9, 20], [900, 100])], b = [new([1, 180], [100, 900]), new([1, 180], [100, 900])];
        Assert.Equal(0, new ErrorStrata(a, b).Difference, 1e-12);
        Assert.Equal(0.1, new ErrorStrata(a, [.. b.Select(c => c with { ErrorsBy = [c.ErrorsBy[0] + 10, c.ErrorsBy[1] + 90] })]).Difference, 1e-12);
        Assert.False(ErrorOverdispersion.Learn([a, b]).Test([new([9, 0], [900, 0])], [new([0, 20], [0, 900])]).IsTest);
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
