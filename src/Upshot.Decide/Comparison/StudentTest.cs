using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison;

/// <summary>A difference, its variance and the degrees of freedom that the variance is known with, judged by Student's t.</summary>
internal readonly record struct StudentTest(double Difference, double Variance, double DegreesOfFreedom)
{
    public double StandardError => Math.Sqrt(Variance);

    /// <summary>A test can be made of it.</summary>
    public bool IsTest => Variance > 0 && DegreesOfFreedom > 0 && double.IsFinite(Difference);

    public double T => Difference / StandardError;

    /// <summary>Two-sided. A difference of up to <paramref name="tolerance"/> needs no effect to explain it.</summary>
    public double P(double tolerance = 0)
    {
        var beyond = Math.Max(0, Math.Abs(Difference) - tolerance);
        return beyond == 0 ? 1 : 2 * StudentT.CDF(0, 1, DegreesOfFreedom, -beyond / StandardError);
    }

    /// <summary>Half the width of the interval of confidence 1 − alpha.</summary>
    public double HalfWidth(double alpha, double tolerance = 0) => (StandardError * StudentQuantile.Upper(DegreesOfFreedom, alpha / 2)) + tolerance;

    /// <summary>Two independent variances added; degrees of freedom by F. E. Satterthwaite, Biometrics Bulletin 2 (1946).</summary>
    public static (double Variance, double DegreesOfFreedom) Satterthwaite(double first, double firstFreedom, double second, double secondFreedom)
    {
        var sum = first + second;
        return (sum, sum * sum / ((first * first / firstFreedom) + (second * second / secondFreedom)));
    }
}
