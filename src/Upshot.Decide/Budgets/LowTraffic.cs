using MathNet.Numerics;

namespace Upshot.Decide.Budgets;

/// <summary>With few events a ratio says little: one failure of twenty is a burn rate of fifty at 99.9 %. There the exact binomial judges.</summary>
internal static class LowTraffic
{
    /// <summary>With fewer failures expected than this, a ratio is too coarse.</summary>
    private const double FewFailures = 10;

    /// <summary>What happens less often to a service that meets its objective is not taken for chance.</summary>
    public const double Chance = 0.01;

    /// <summary>
    /// How likely at least so many failures are for a service that meets its objective; null when there are enough events to go by
    /// their ratio.
    /// </summary>
    /// <param name="factor">The burn rate in question.</param>
    public static double? ChanceP(EventCount count, double target, double factor = 1)
    {
        var allowed = (double)BurnRate.Allowed(target);
        return count.Total == 0 || factor * allowed * count.Total >= FewFailures ? null : AtLeast(count.Bad, count.Total, allowed);
    }

    /// <summary>P(X ≥ bad) for X binomial(total, ratio).</summary>
    internal static double AtLeast(long bad, long total, double ratio) =>
        bad <= 0 ? 1 : bad > total ? 0 : SpecialFunctions.BetaRegularized(bad, total - bad + 1, ratio);
}
