using Upshot.Decide.Comparison;

namespace Upshot.Decide.Tests.Comparison;

public sealed class StudentQuantileTests
{
    /// <summary>Of one degree of freedom it is cot(π·tail), of two (1 − 2·tail) / √(2·tail·(1 − tail)); the others from tables of Student's t.</summary>
    [Theory]
    [InlineData(1, 0.005, 63.65674116287399)]
    [InlineData(1, 0.0003125, 1018.5913608)]
    [InlineData(1, 0.00000005, 6366197.7236758)]
    [InlineData(2, 0.00005, 99.992499812)]
    [InlineData(4, 0.025, 2.7764451052)]
    [InlineData(9, 0.005, 3.2498355416)]
    [InlineData(30, 0.2, 0.8537673)]
    [InlineData(199998, 0.025, 1.9599757)]
    public void A_quantile_is_that_of_the_tables_however_few_the_degrees_of_freedom(double degreesOfFreedom, double tail, double expected) =>
        Assert.Equal(1, StudentQuantile.Upper(degreesOfFreedom, tail) / expected, 6);
}
