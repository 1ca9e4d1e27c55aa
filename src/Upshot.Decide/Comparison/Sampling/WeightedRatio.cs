using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison.Sampling;

/// <summary>The error ratio of requests that were sampled, errors perhaps more often than the others, and its interval.</summary>
/// <remarks>
/// The method of variance estimates recovery on the odds: G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures", Statistics in
/// Medicine 27 (2008); limits of a ratio as by Fieller.
/// </remarks>
internal static class WeightedRatio
{
    /// <summary>About what underlies the window (comparisons).</summary>
    public static Estimate Of(WeightedCount errors, WeightedCount rest, double alpha)
    {
        // The next error may be as heavy as any: of requests that were sampled without looking at their outcome as heavy as the heaviest of the others, though none was seen
        // yet. Where every error is lighter than every other, errors were kept on purpose.
        var isOnPurpose = errors.Largest > 0 && errors.Largest < rest.Smallest;
        var largest = isOnPurpose ? errors.Largest : Math.Max(Math.Max(1, errors.Largest), rest.Largest);
        return Of(errors.Sum, errors.RateVariance, rest.Sum, rest.RateVariance, largest, alpha);
    }

    /// <summary>About what happened in the window (budgets): all errors kept are known exactly.</summary>
    /// <param name="next">How many an error that was not seen may stand for.</param>
    public static Estimate OfWhatHappened(WeightedCount errors, WeightedCount rest, double next, double alpha) =>
        Of(errors.Sum, errors.SamplingVariance, rest.Sum, rest.SamplingVariance, next, alpha, errors.Squares > 0 ? errors.Sum * errors.Sum / errors.Squares : 0);

    /// <param name="least">So many errors there were at least: those that were observed.</param>
    private static Estimate Of(double e, double ev, double s, double sv, double largest, double alpha, double least = 0)
    {
        if (e + s <= 0)
        {
            return Estimate.Unknown;
        }

        var (low, high) = ev <= 0 && e > 0 && largest <= 1 ? (e, e) : GammaInterval.MidP(e, ev, Math.Max(1, largest), alpha);
        low = Math.Max(low, least);
        if (s <= 0)
        {
            return new Estimate(1, low <= 0 ? 0 : Math.Max(0, 1 - (largest / e)), 1);
        }

        var z = -Normal.InvCDF(0, 1, alpha / 2);
        var half = z * Math.Sqrt(sv);
        var odds = e / s;
        return new Estimate(e / (e + s), Share(Limit(low - e, half, -1)), Share(Limit(high - e, half, 1)));

        // MOVER for a ratio of independent estimates, solved for the odds r with (r s − e)² = reach² of e + r² reach² of s.
        double Limit(double reach, double other, int side)
        {
            var a = (s * s) - (other * other);
            var c = (e * e) - (reach * reach);
            if (a <= 0)
            {
                return side < 0 ? 0 : double.PositiveInfinity;
            }

            var root = Math.Sqrt(Math.Max(0, (e * s * e * s) - (a * c)));
            return Math.Max(0, ((e * s) + (side * root)) / a);
        }

        static double Share(double r) => double.IsPositiveInfinity(r) ? 1 : r / (1 + r);
    }
}
