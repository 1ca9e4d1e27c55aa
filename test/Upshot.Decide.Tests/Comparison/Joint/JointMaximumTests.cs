using Upshot.Decide.Comparison.Joint;

namespace Upshot.Decide.Tests.Comparison.Joint;

public class JointMaximumTests
{
    // Critical values at 0.01, from 2·10⁵ draws and so known to about ±0.02; Bonferroni has 2.935 and 3.144.
    [Fact]
    public void Measures_that_move_together_cost_less_than_Bonferroni()
    {
        var three = new double[3, 3];
        var six = new double[6, 6];
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++)
            {
                six[i, j] = i == j ? 1 : i == 5 || j == 5 ? 0 : 0.8;
                if (i < 3 && j < 3)
                {
                    three[i, j] = six[i, j];
                }
            }
        }

        Assert.Equal(2.848, new JointMaximum(three).Critical(0.01), 0.02);
        Assert.Equal(3.042, new JointMaximum(six).Critical(0.01), 0.02);
    }

    [Fact]
    public void One_measure_is_not_corrected_and_the_same_twice_costs_nothing()
    {
        Assert.Equal(0.01, new JointMaximum(new[,] { { 1.0 } }).P(2.575829), 0.001);
        Assert.Equal(0.01, new JointMaximum(new[,] { { 1.0, 1 }, { 1, 1 } }).P(2.575829), 0.001);
        Assert.Equal(2 * 6.2e-16, new JointMaximum(new[,] { { 1.0 } }).P(8), 1e-16);
    }

    [Fact]
    public void The_same_seed_gives_the_same_answer_and_an_impossible_correlation_is_mended()
    {
        var impossible = new[,] { { 1, 0.9, -0.9 }, { 0.9, 1, 0.9 }, { -0.9, 0.9, 1 } };
        Assert.Equal(new JointMaximum(impossible, 5).P(2.5), new JointMaximum(impossible, 5).P(2.5));
        Assert.InRange(new JointMaximum(impossible, 5).P(2.575829), 0.01, 0.031);
    }
}
