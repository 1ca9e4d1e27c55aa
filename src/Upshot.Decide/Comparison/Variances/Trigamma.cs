namespace Upshot.Decide.Comparison.Variances;

/// <summary>The second and third derivatives of the logarithm of Γ, and the inverse of the second.</summary>
/// <remarks>
/// Recurrence up to 15, then the asymptotic series of Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 6.4.12 and 6.4.14.
/// Inverse: G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential expression in microarray experiments",
/// Statistical Applications in Genetics and Molecular Biology 3 (2004), appendix.
/// </remarks>
internal static class Trigamma
{
    private const double Asymptotic = 15;

    /// <summary>ψ′(x) for x above zero.</summary>
    public static double Of(double x)
    {
        var sum = 0.0;
        for (; x < Asymptotic; x++)
        {
            sum += 1 / (x * x);
        }

        var r = 1 / (x * x);
        return sum + (1 / x) + (r / 2) + (r / x * ((1.0 / 6) - (r * ((1.0 / 30) - (r * ((1.0 / 42) - (r / 30)))))));
    }

    /// <summary>ψ″(x) for x above zero.</summary>
    public static double Derivative(double x)
    {
        var sum = 0.0;
        for (; x < Asymptotic; x++)
        {
            sum -= 2 / (x * x * x);
        }

        var r = 1 / (x * x);
        return sum - r - (r / x) - (r * r * (0.5 - (r * ((1.0 / 6) - (r * ((1.0 / 6) - (r * 0.3)))))));
    }

    /// <summary>The y with ψ′(y) = x.</summary>
    public static double Inverse(double x)
    {
        if (x > 1e7)
        {
            return 1 / Math.Sqrt(x);
        }

        if (x < 1e-6)
        {
            return 1 / x;
        }

        var y = 0.5 + (1 / x);
        for (var step = 0; step < 50; step++)
        {
            var t = Of(y);
            var move = t * (1 - (t / x)) / Derivative(y);
            y += move;
            if (Math.Abs(move) < 1e-10 * y)
            {
                break;
            }
        }

        return y;
    }
}
