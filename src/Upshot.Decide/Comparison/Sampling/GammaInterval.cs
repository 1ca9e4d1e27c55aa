using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison.Sampling;

/// <summary>The interval of a weighted sum of Poisson events.</summary>
/// <remarks>
/// M. P. Fay and E. J. Feuer, "Confidence intervals for directly standardized rates: a method based on the gamma distribution", Statistics in Medicine 16
/// (1997); mid-P: M. P. Fay and S. Kim, "Confidence intervals for directly standardized rates using mid-p gamma intervals", Biometrical Journal 59 (2017).
/// </remarks>
internal static class GammaInterval
{
    private const double Many = 1e5;

    public static (double Low, double High) Exact(double sum, double variance, double largest, double alpha)
    {
        var low = sum <= 0 ? 0 : Gamma.InvCDF(sum * sum / variance, sum / variance, alpha / 2);
        var (m, v) = (sum + largest, variance + (largest * largest));
        return (low, Gamma.InvCDF(m * m / v, m / v, 1 - (alpha / 2)));
    }

    /// <summary>Half of the exact interval's caution: the quantiles of an equal mixture of its two distributions.</summary>
    public static (double Low, double High) MidP(double sum, double variance, double largest, double alpha)
    {
        if (sum <= 0)
        {
            return (0, Gamma.InvCDF(1, 1 / largest, 1 - alpha));
        }

        // Of so many events the two distributions are one, and normal.
        if (variance > 0 && sum * sum / variance > Many)
        {
            var half = -Normal.InvCDF(0, 1, alpha / 2) * Math.Sqrt(variance);
            return (sum - half, sum + half);
        }

        var (m, v) = (sum + largest, variance + (largest * largest));
        return (Quantile(alpha / 2), Quantile(1 - (alpha / 2)));

        double Cdf(double x) => 0.5 * (Lower(x) + Gamma.CDF(m * m / v, m / v, x));

        // What is known without doubt is known.
        double Lower(double x) => variance > 0 ? Gamma.CDF(sum * sum / variance, sum / variance, x) : x >= sum ? 1 : 0;

        double Quantile(double p)
        {
            double low = 0, high = m + (20 * Math.Sqrt(v)) + (20 * largest);
            for (var step = 0; step < 200 && high - low > 1e-12 * high; step++)
            {
                var middle = (low + high) / 2;
                (low, high) = Cdf(middle) < p ? (middle, high) : (low, middle);
            }

            return (low + high) / 2;
        }
    }
}
