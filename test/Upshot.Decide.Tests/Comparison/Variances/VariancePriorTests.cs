using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Tests.Comparison.Variances;

// Numbers computed with limma's fitFDist and trigammaInverse (Smyth 2004).
public class VariancePriorTests
{
    [Theory]
    [InlineData(0.1, 10.491682)]
    [InlineData(0.5, 2.459953)]
    [InlineData(1, 1.426255)]
    [InlineData(2, 0.876664)]
    [InlineData(10, 0.335081)]
    public void The_trigamma_function_is_inverted(double x, double y)
    {
        Assert.Equal(y, Trigamma.Inverse(x), 1e-6);
        Assert.Equal(x, Trigamma.Of(Trigamma.Inverse(x)), 1e-9);
    }

    // ψ′(2) = π²/6 − 1, ψ″(1) = −2 ζ(3).
    [Fact]
    public void Trigamma_and_its_derivative_agree_with_their_closed_forms()
    {
        Assert.Equal((Math.PI * Math.PI / 6) - 1, Trigamma.Of(2), 1e-12);
        Assert.Equal(-2.4041138063191886, Trigamma.Derivative(1), 1e-10);
    }

    [Fact]
    public void Four_variances_shrink_towards_one_another()
    {
        double[] seen = [1, 2, 4, 8];
        var prior = VariancePrior.Fit([.. seen.Select(v => new SampleVariance(v, 4))]);
        Assert.Equal(13.809387, prior.DegreesOfFreedom, 1e-6);
        Assert.Equal(3.441560, prior.Value, 1e-6);
        double[] expected = [2.893184, 3.117784, 3.566986, 4.465388];
        for (var i = 0; i < 4; i++)
        {
            var shrunk = prior.Shrink(new SampleVariance(seen[i], 4), 4);
            Assert.Equal(expected[i], shrunk.Value, 1e-6);
            Assert.Equal(17.809387, shrunk.DegreesOfFreedom, 1e-6);
        }

        // All that the four know together is sixteen.
        Assert.Equal(16, prior.Shrink(new SampleVariance(1, 4)).DegreesOfFreedom);
    }

    [Fact]
    public void Variances_that_do_not_scatter_are_pooled_and_the_prior_is_capped()
    {
        var alike = VariancePrior.Fit([.. Enumerable.Repeat(new SampleVariance(2, 4), 10)], most: 10);
        Assert.Equal((2.0, 10.0), (alike.Value, alike.DegreesOfFreedom));
        Assert.True(double.IsPositiveInfinity(VariancePrior.Fit([.. Enumerable.Repeat(new SampleVariance(2, 4), 10)]).DegreesOfFreedom));
    }

    [Fact]
    public void A_variance_of_zero_stays_out_of_the_fit_and_nothing_learnt_changes_nothing()
    {
        SampleVariance[] some = [new(1, 4), new(2, 4), new(4, 4), new(8, 4)];
        Assert.Equal(VariancePrior.Fit(some).Value, VariancePrior.Fit([.. some, new SampleVariance(0, 4)]).Value);
        Assert.Equal(new SampleVariance(3, 2), VariancePrior.Fit([new SampleVariance(0, 4)]).Shrink(new SampleVariance(3, 2)));
    }
}
