using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison.Sequential;

/// <summary>How much of alpha may have been spent when a share of the planned information is there.</summary>
internal static class SpendingFunction
{
    /// <summary>Little at first, most near the end: planned looks lose almost nothing against a single look at the end.</summary>
    /// <remarks>I. K. Hwang, W. J. Shih and J. S. DeCani, "Group sequential designs using a family of type I error probability spending functions", Statistics in Medicine 9 (1990); γ = −4.</remarks>
    public static double HwangShihDeCani(double alpha, double fraction, double gamma = -4) =>
        alpha * (1 - Math.Exp(-gamma * Math.Clamp(fraction, 0, 1))) / (1 - Math.Exp(-gamma));

    /// <summary>For looks without a planned end, over the information that there can ever be.</summary>
    public static double Linear(double alpha, double fraction) => alpha * Math.Clamp(fraction, 0, 1);

    /// <summary>One-sided, in the manner of O'Brien and Fleming.</summary>
    /// <remarks>K. K. G. Lan and D. L. DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70 (1983).</remarks>
    public static double LanDeMetsObrienFleming(double alpha, double fraction) =>
        fraction <= 0 ? 0 : 2 * Normal.CDF(0, 1, Normal.InvCDF(0, 1, alpha / 2) / Math.Sqrt(Math.Min(1, fraction)));
}
