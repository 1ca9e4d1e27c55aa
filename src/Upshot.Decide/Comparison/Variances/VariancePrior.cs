using MathNet.Numerics;

namespace Upshot.Decide.Comparison.Variances;

/// <summary>
/// What variances of the same kind say of one another: they scatter as d0 s0² / χ²(d0). A variance that was measured with few degrees of freedom
/// is shrunk towards <see cref="Value"/> as if that had been measured with <see cref="DegreesOfFreedom"/>.
/// </summary>
/// <remarks>G. K. Smyth (2004), section 6.2: the moments of log s² are matched (<c>fitFDist</c> of limma).</remarks>
internal readonly record struct VariancePrior(double Value, double DegreesOfFreedom, double MostDegreesOfFreedom)
{
    /// <summary>Nothing was learnt.</summary>
    public static VariancePrior None => new(0, 0, double.PositiveInfinity);

    /// <param name="most">The prior never counts more than this: spreads that change from release to release make it look surer than it is.</param>
    public static VariancePrior Fit(IReadOnlyList<SampleVariance> variances, double most = double.PositiveInfinity)
    {
        int n = 0;
        double mean = 0, trigamma = 0, all = 0, squares = 0;
        foreach (var v in variances)
        {
            all += v.DegreesOfFreedom;
            // A variance of zero is a coarse clock, not a spread; its logarithm would be all that the fit sees.
            if (v.Value > 0 && v.DegreesOfFreedom > 0)
            {
                n++;
                squares += v.Value * v.DegreesOfFreedom;
                mean += Centred(v);
                trigamma += Trigamma.Of(v.DegreesOfFreedom / 2);
            }
        }

        if (n == 0)
        {
            return None;
        }

        mean /= n;
        var spread = 0.0;
        var degreesOfFreedom = 0.0;
        foreach (var v in variances)
        {
            if (v.Value > 0 && v.DegreesOfFreedom > 0)
            {
                spread += (Centred(v) - mean) * (Centred(v) - mean);
                degreesOfFreedom += v.DegreesOfFreedom;
            }
        }

        var x = n < 2 ? 0 : (spread / (n - 1)) - (trigamma / n);
        if (x <= 0)
        {
            return new VariancePrior(squares / degreesOfFreedom, Math.Min(most, double.PositiveInfinity), all);
        }

        var d0 = 2 * Trigamma.Inverse(x);
        return new VariancePrior(Math.Exp(mean + SpecialFunctions.DiGamma(d0 / 2) - Math.Log(d0 / 2)), Math.Min(most, d0), all);

        static double Centred(SampleVariance v) => Math.Log(v.Value) - SpecialFunctions.DiGamma(v.DegreesOfFreedom / 2) + Math.Log(v.DegreesOfFreedom / 2);
    }

    /// <summary>The variance that counts for one of them: its own and the prior's, weighted by their degrees of freedom.</summary>
    /// <param name="own">One of those the prior was fitted to, or another of its kind: then its degrees of freedom may add to the sum.</param>
    public SampleVariance Shrink(SampleVariance own, double more = 0)
    {
        if (DegreesOfFreedom == 0)
        {
            return own;
        }

        // No more is known than all of them together know.
        var most = MostDegreesOfFreedom + more;
        return double.IsPositiveInfinity(DegreesOfFreedom)
            ? new SampleVariance(Value, most)
            : new SampleVariance(
                ((DegreesOfFreedom * Value) + (own.DegreesOfFreedom * own.Value)) / (DegreesOfFreedom + own.DegreesOfFreedom),
                Math.Min(DegreesOfFreedom + own.DegreesOfFreedom, most));
    }
}
