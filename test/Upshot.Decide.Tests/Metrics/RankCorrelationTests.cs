using Upshot.Decide.Metrics;

namespace Upshot.Decide.Tests.Metrics;

public class RankCorrelationTests
{
    [Fact]
    public void The_textbook_example_is_known() =>
        // IQ and hours of television of ten people: Wikipedia, "Spearman's rank correlation coefficient", ρ = −29/165.
        Assert.Equal(-29.0 / 165, RankCorrelation.Of([(106, 7), (100, 27), (86, 2), (101, 50), (99, 28), (103, 29), (97, 20), (113, 12), (112, 6), (110, 17)])!.Value, 12);

    [Fact]
    public void Whatever_rises_together_is_one_and_what_falls_is_minus_one()
    {
        Assert.Equal(1, RankCorrelation.Of([.. Enumerable.Range(1, 9).Select(i => ((double)i, Math.Exp(i)))])!.Value, 12);
        Assert.Equal(-1, RankCorrelation.Of([.. Enumerable.Range(1, 9).Select(i => ((double)i, -Math.Pow(i, 3)))])!.Value, 12);
    }

    [Fact]
    public void Few_pairs_and_what_does_not_vary_say_nothing()
    {
        Assert.Null(RankCorrelation.Of([(1, 1), (2, 2)]));
        Assert.Null(RankCorrelation.Of([.. Enumerable.Range(1, 9).Select(i => ((double)i, 5.0))]));
        Assert.Null(RankCorrelation.Of([.. Enumerable.Range(1, 9).Select(i => ((double)i, double.NaN))]));
    }
}
