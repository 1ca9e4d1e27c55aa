using Upshot.Decide.Comparison.Versions;

namespace Upshot.Decide.Tests.Comparison.Versions;

public class EndGapsTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(27)]
    [InlineData(100)]
    public void The_probability_of_empty_ends_is_what_drawing_requests_shows(int requests)
    {
        var random = new Random(7);
        const int Runs = 20_000;
        foreach (var missing in (double[])[0.02, 0.15, 0.4])
        {
            var seen = Enumerable.Range(0, Runs).Count(_ =>
            {
                var times = Enumerable.Range(0, requests).Select(_ => random.NextDouble()).ToList();
                return 1 - (times.Max() - times.Min()) >= missing;
            });
            var expected = EndGaps.Probability(missing, requests);
            Assert.InRange((double)seen / Runs, expected - (4 * Math.Sqrt(expected * (1 - expected) / Runs)) - 1e-3, expected + (4 * Math.Sqrt(expected * (1 - expected) / Runs)) + 1e-3);
        }
    }

    [Fact]
    public void A_process_that_is_seldom_asked_was_there_and_a_busy_one_that_is_silent_was_not()
    {
        Assert.True(EndGaps.AreChance(0.2, 27, 0.15));
        Assert.False(EndGaps.AreChance(0.2, 2_000, 0.15));
        Assert.True(EndGaps.AreChance(0.1, 2_000_000, 0.15));
        Assert.True(EndGaps.AreChance(0.9, 1, 0.15));
    }
}
