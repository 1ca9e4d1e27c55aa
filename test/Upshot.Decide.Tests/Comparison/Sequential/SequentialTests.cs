using Upshot.Decide.Comparison.Sequential;

namespace Upshot.Decide.Tests.Comparison.Sequential;

public class SequentialTests
{
    // gsDesign, as quoted everywhere: five equal looks, one-sided 0.025.
    [Fact]
    public void Bounds_in_the_manner_of_O_Brien_and_Fleming()
    {
        double[] f = [0.2, 0.4, 0.6, 0.8, 1];
        var bounds = GroupSequentialBoundary.Bounds(f, [.. f.Select(x => SpendingFunction.LanDeMetsObrienFleming(0.025, x))], oneSided: true);
        double[] expected = [4.8769, 3.3570, 2.6803, 2.2898, 2.0310];
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(expected[i], bounds[i], 1e-3);
        }
    }

    [Fact]
    public void Twenty_equal_looks()
    {
        double[] f = [.. Enumerable.Range(1, 20).Select(i => i / 20.0)];
        var bounds = GroupSequentialBoundary.Bounds(f, [.. f.Select(x => SpendingFunction.HwangShihDeCani(0.01, x))]);
        Near([4.1000, 3.8172, 3.4598, 3.1022, 2.7276], [.. new[] { 1, 5, 10, 15, 20 }.Select(k => bounds[k - 1])]);
    }

    [Fact]
    public void Information_that_saturates_is_spent_by_information()
    {
        double[] variances = [.. Enumerable.Range(1, 5).Select(k => 0.0006 + (0.0036 / k))];
        double[] f = [.. variances.Select(v => variances[4] / v)];
        Assert.Equal([0.314286, 0.55, 0.733333, 0.88, 1], f.Select(x => Math.Round(x, 6)));
        double[] spent = [.. f.Select(x => SpendingFunction.HwangShihDeCani(0.01, x))];
        Assert.Equal([0.00046930, 0.00149726, 0.00331917, 0.00611671, 0.01], spent.Select(x => Math.Round(x, 8)));
        Near([3.4977, 3.2500, 3.0312, 2.8420, 2.6775], GroupSequentialBoundary.Bounds(f, spent));
    }

    // The published bounds are known to about a ten-thousandth.
    private static void Near(double[] expected, double[] bounds)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], bounds[i], 2e-4);
        }
    }

    // confseq (Howard and others 2021).
    [Fact]
    public void The_normal_mixture()
    {
        var rho = NormalMixture.BestRho(100, 0.05);
        Assert.Equal(12.60056, rho, 1e-5);
        Assert.Equal(30.35209, NormalMixture.Bound(100, rho, 0.05), 1e-5);
    }

    [Fact]
    public void A_look_without_anything_new_changes_no_bound()
    {
        var twice = Looks.Threshold(LookPlan.Planned, 0.01, [0.002, 0.001, 0.001], 0.0005);
        Assert.Equal(Looks.Threshold(LookPlan.Planned, 0.01, [0.002, 0.001], 0.0005), twice, 1e-12);
    }

    [Fact]
    public void One_look_spends_all_and_many_spend_no_more_than_all_in_sum()
    {
        Assert.Equal(0.01, Looks.Threshold(LookPlan.Once, 0.01, [0.1], 0.1));
        double[] variances = [.. Enumerable.Range(1, 20).Select(k => 1.0 / k)];
        Assert.True(Looks.Threshold(LookPlan.Planned, 0.01, variances, variances[^1]) < 0.009);
        Assert.True(Looks.Threshold(LookPlan.OpenEnded, 0.01, variances, variances[^1]) < 0.009);
        // After the planned end a tenth of alpha is left.
        Assert.True(Looks.Threshold(LookPlan.Planned, 0.01, [.. variances, 0.04], 0.05) < 0.001);
    }
}
