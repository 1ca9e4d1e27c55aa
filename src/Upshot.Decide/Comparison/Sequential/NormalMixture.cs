namespace Upshot.Decide.Comparison.Sequential;

/// <summary>
/// A bound that holds at every time at once, however often one looks: the two-sided normal mixture. It is what is left after a planned end,
/// when nobody knows how long it goes on.
/// </summary>
/// <remarks>S. R. Howard, A. Ramdas, J. McAuliffe and J. Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49 (2021), proposition 5.</remarks>
internal static class NormalMixture
{
    /// <summary>The ρ with which the bound is narrowest near this much variance.</summary>
    public static double BestRho(double variance, double alpha)
    {
        var log = 2 * Math.Log(1 / alpha);
        return variance / (log + Math.Log(1 + log));
    }

    /// <summary>How far a sum may have wandered from its mean when its variance is this.</summary>
    public static double Bound(double variance, double rho, double alpha) =>
        Math.Sqrt((variance + rho) * (Math.Log(1 + (variance / rho)) + (2 * Math.Log(1 / alpha))));

    /// <summary>The same as a bound on the standardised difference.</summary>
    public static double Z(double information, double planned, double alpha) =>
        Bound(information, BestRho(planned, alpha), alpha) / Math.Sqrt(information);
}
