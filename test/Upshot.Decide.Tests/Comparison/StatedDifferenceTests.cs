using Upshot.Decide.Comparison;

namespace Upshot.Decide.Tests.Comparison;

public class StatedDifferenceTests
{
    // Found by a search that drew the variance again and again: 137, 43, 12 and 73, 27, 8, known to two in a hundred. What matters, that the promised
    // share is kept, is measured by simulation in bench/Verdicts.
    // A variance of 0.0009 on the scale of logarithms, known from four degrees of freedom and from eighty-four.
    [Theory]
    [InlineData(4, 0, 137, 43, 12)]
    [InlineData(84, 80, 73, 27, 8)]
    public void So_many_are_needed(double degreesOfFreedom, double learnt, int unchanged, int three, int six)
    {
        Assert.InRange(StatedDifference.ToExclude(Math.Log(1.02), 0.0009, degreesOfFreedom, 0.01, learnt)!.Value, (unchanged * 0.97) - 1, unchanged * 1.03);
        Assert.InRange(StatedDifference.ToShow(Math.Log(1.03), 0.0009, degreesOfFreedom, 0.01, learnt)!.Value, (three * 0.97) - 1, three * 1.03);
        Assert.InRange(StatedDifference.ToShow(Math.Log(1.06), 0.0009, degreesOfFreedom, 0.01, learnt)!.Value, (six * 0.97) - 1, six * 1.03);
    }

    [Fact]
    public void No_difference_is_never_shown() => Assert.Null(StatedDifference.ToShow(0, 0.0009, 4, 0.01));
}
