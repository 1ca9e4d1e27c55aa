using Upshot.Decide.Comparison;

namespace Upshot.Decide.Tests.Comparison;

public class KnownAnswerTests
{
    // "Student" (W. S. Gosset), "The probable error of a mean", Biometrika 6 (1908): hours of sleep gained by ten patients with two
    // drugs; the answers are those of R's documentation, example(t.test): t = -1.8608, df = 17.776, p = 0.07939,
    // interval -3.3654832 to 0.2054832. With equal variances df = 18 and p = 0.07919.
    private static readonly double[] First = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] Second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Fact]
    public void Welch_agrees_with_the_sleep_data()
    {
        var welch = Welch.Of(SampleSummary.Of(Second), SampleSummary.Of(First));
        Assert.Equal(-1.8608, welch.Difference / welch.StandardError, 5e-5);
        Assert.Equal(17.776, welch.DegreesOfFreedom, 5e-4);
        Assert.Equal(0.07939, welch.P(), 5e-6);
        Assert.Equal(-3.3654832, welch.Difference - welch.HalfWidth(0.05), 5e-8);
        Assert.Equal(0.2054832, welch.Difference + welch.HalfWidth(0.05), 5e-8);
    }

    [Fact]
    public void Students_own_test_agrees_with_the_sleep_data()
    {
        var student = Welch.Pooled(SampleSummary.Of(Second), SampleSummary.Of(First));
        Assert.Equal(18, student.DegreesOfFreedom);
        Assert.Equal(0.07919, student.P(), 5e-6);
    }

    // Of the 252 ways to deal ten values into five and five, two are as extreme as full separation; of the six ways for two
    // and two, likewise two.
    [Fact]
    public void The_exact_test_counts_the_ways()
    {
        Assert.Equal(2 / 252.0, ExactPermutation.P([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]), 12);
        Assert.Equal(2 / 6.0, ExactPermutation.P([1, 2], [3, 4]), 12);
        Assert.Equal(1, ExactPermutation.P([1, 4], [2, 3]), 12);
        Assert.Equal(1 / 5.0, ExactPermutation.P([1, 2, 3, 4], [9]), 12);
    }

    [Fact]
    public void The_exact_test_counts_ties_as_extreme()
    {
        // Counted again by sums of halves, which are whole numbers and need no tolerance.
        double[] all = [1, 2, 3, 4, 3, 4, 5, 6];
        var count = 0;
        for (var mask = 0; mask < 256; mask++)
        {
            var first = Enumerable.Range(0, 8).Where(i => (mask >> i & 1) == 1).Sum(i => all[i]);
            count += int.PopCount(mask) == 4 && Math.Abs(all.Sum() - (2 * first)) >= 8 ? 1 : 0;
        }

        Assert.Equal(count / 70.0, ExactPermutation.P([1, 2, 3, 4], [3, 4, 5, 6]), 12);
    }

    // Kendall (1954): a bias of -(1 + 3 rho) / m. Over many short series the mean of the corrected estimate is near the truth, so
    // that the mean's error is too: an AR(1) with rho = 0.5 makes 20 values designEffect 20 / 3.
    [Fact]
    public void Correlated_blocks_are_worth_fewer_independent_ones()
    {
        var random = new BenchmarkSimulator(5);
        double claimed = 0, real = 0;
        const int runs = 3000;
        for (var run = 0; run < runs; run++)
        {
            var state = random.Normal();
            var series = new double[20];
            for (var i = 0; i < 20; i++)
            {
                state = (0.5 * state) + (Math.Sqrt(0.75) * random.Normal());
                series[i] = state;
            }

            claimed += Correlation.Summary([series]).SquaredError / runs;
            real += series.Average() * series.Average() / runs;
        }

        Assert.InRange(claimed / real, 0.8, 2.0);
    }

    // By hand. Eight values: r = 1/8, corrected for its bias (1/8 + 1/8) / (1 - 3/8) = 0.4, so that one is worth 0.6 / 1.4 of an independent one.
    // Five: r = 5/14, corrected beyond one. Four are too few to be corrected: r = 1/4.
    [Theory]
    [InlineData(new[] { 1.0, 1, -1, -1, 1, 1, -1, -1 }, 24 / 7.0, 24 / 17.0, 3.5)]
    [InlineData(new[] { 2.0, 2, -1, -1, -2 }, 2.0, 14 / 2.5, 2.0)]
    [InlineData(new[] { 1.0, 1, -1, -1 }, 2.4, 12 / 7.0, 1.5)]
    public void The_correlation_of_neighbours_is_corrected_for_its_bias(double[] series, double effective, double variance, double degreesOfFreedom)
    {
        var summary = Correlation.Summary([series]);

        Assert.Equal(effective, summary.Effective, 12);
        Assert.Equal(variance, summary.Variance, 12);
        Assert.Equal(degreesOfFreedom, summary.DegreesOfFreedom, 12);
    }

    [Fact]
    public void Independent_values_are_worth_themselves()
    {
        var one = Correlation.Summary([[1.0], [2.0], [4.0]]);
        Assert.Equal(3, one.Effective);
        Assert.Equal(SampleSummary.Of([1, 2, 4]), one);
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => (double.IsNaN(x) && double.IsNaN(y)) || Math.Abs(x - y) < 1e-9;

        public int GetHashCode(double obj) => 0;
    }
}
