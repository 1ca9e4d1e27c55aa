using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison.Shares;

/// <summary>
/// Whether the versions got the requests that they were meant to get. Requests of one user come together, so the binomial is far too sure: how much
/// is learnt from how the baseline's own processes share their blocks of time.
/// </summary>
/// <remarks>
/// A. Fabijan and others, "Diagnosing sample ratio mismatch in online controlled experiments", KDD 2019. Overdispersion: P. McCullagh and J. A. Nelder,
/// "Generalized Linear Models" (1989), section 4.5.
/// </remarks>
internal static class SampleRatio
{
    public const double Alpha = 0.001;

    /// <summary>Pearson's χ² over its degrees of freedom, at least 1.</summary>
    /// <param name="blocks">Requests of each of the baseline's processes in each block of time (about five minutes).</param>
    public static (double Dispersion, double DegreesOfFreedom) Dispersion(IReadOnlyList<long[]> blocks)
    {
        if (blocks.Count == 0 || blocks[0].Length < 2)
        {
            return (1, 0);
        }

        // Shares that stay: what is uneven in every block is the balancer's rule, what comes and goes is chance.
        var processes = blocks[0].Length;
        var sums = new double[processes];
        var all = 0.0;
        foreach (var block in blocks)
        {
            for (var i = 0; i < processes; i++)
            {
                sums[i] += block[i];
                all += block[i];
            }
        }

        double chi = 0;
        var used = 0;
        foreach (var block in blocks)
        {
            double total = 0;
            for (var i = 0; i < processes; i++)
            {
                total += block[i];
            }

            used += total > 0 ? 1 : 0;
            for (var i = 0; i < processes && total > 0; i++)
            {
                var expected = total / processes;
                chi += (block[i] - expected) * (block[i] - expected) / expected;
            }
        }

        var df = (double)used * (processes - 1);
        return (df > 0 ? Math.Max(1, chi / df) : 1, df);
    }

    /// <summary>Whether the share that the candidate got is the one that it was meant to get.</summary>
    /// <param name="share">The candidate's expected share.</param>
    public static SampleRatioResult Test(long baseline, long candidate, double share, double dispersion, double degreesOfFreedom)
    {
        var all = (double)baseline + candidate;
        var error = Math.Sqrt(dispersion * share * (1 - share) * all);
        var z = (candidate - (share * all)) / error;
        var df = degreesOfFreedom > 0 ? degreesOfFreedom : double.PositiveInfinity;
        var p = double.IsInfinity(df) ? 2 * Normal.CDF(0, 1, -Math.Abs(z)) : 2 * StudentT.CDF(0, 1, df, -Math.Abs(z));
        // Lost requests make the whole smaller too: of w n offered, a loss of l leaves w n (1 − l) out of n (1 − w l).
        var reach = (double.IsInfinity(df) ? -Normal.InvCDF(0, 1, Alpha / 2) : StudentQuantile.Upper(df, Alpha / 2)) * error;
        var smallest = reach / (share * all * (1 - share));
        return new SampleRatioResult(z, p, p <= Alpha, candidate / all, Math.Min(1, smallest));
    }
}

/// <param name="Seen">The candidate's share of the requests.</param>
/// <param name="SmallestLoss">The smallest share of the candidate's requests whose loss would have shown; 1 where not even all would.</param>
internal readonly record struct SampleRatioResult(double Z, double P, bool IsMismatch, double Seen, double SmallestLoss);
