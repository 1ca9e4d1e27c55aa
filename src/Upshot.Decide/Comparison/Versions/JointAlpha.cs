using MathNet.Numerics.Distributions;
using Upshot.Decide.Comparison.Joint;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>The alpha of each of several measures that are tested as one, and the p of each that counts for all.</summary>
internal sealed class JointAlpha
{
    /// <summary>A correlation known from fewer residuals is not used: Bonferroni holds whatever it is.</summary>
    private const int FewestResiduals = 20;
    private readonly JointMaximum? _joint;
    private readonly int _count;

    /// <summary>Of one measure.</summary>
    public static readonly JointAlpha Alone = new(1, null);

    private JointAlpha(int count, JointMaximum? joint) => (_count, _joint) = (count, joint);

    /// <param name="releases">Of each earlier release, by process, the numbers of all measures.</param>
    public static JointAlpha Of(IReadOnlyList<Measure> measures, IReadOnlyList<IReadOnlyList<double[]>> releases, int draws)
    {
        var k = measures.Count;
        var products = new double[k, k];
        var degreesOfFreedom = 0;
        foreach (var release in releases)
        {
            var usable = release.Where(p => p.All(double.IsFinite)).ToList();
            if (usable.Count < 2)
            {
                continue;
            }

            degreesOfFreedom += usable.Count - 1;
            var mean = new double[k];
            foreach (var process in usable)
            {
                for (var i = 0; i < k; i++)
                {
                    mean[i] += process[i] / usable.Count;
                }
            }

            foreach (var process in usable)
            {
                for (var i = 0; i < k; i++)
                {
                    for (var j = 0; j < k; j++)
                    {
                        products[i, j] += (process[i] - mean[i]) * (process[j] - mean[j]);
                    }
                }
            }
        }

        if (k < 2 || degreesOfFreedom < FewestResiduals)
        {
            return new JointAlpha(k, null);
        }

        var correlation = new double[k, k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                var scale = Math.Sqrt(products[i, i] * products[j, j]);
                correlation[i, j] = i == j ? 1 : scale > 0 ? products[i, j] / scale : 0;
            }
        }

        return new JointAlpha(k, new JointMaximum(correlation, seed: 1, draws));
    }

    /// <summary>The p that one measure has to reach so that all of them together stay at alpha.</summary>
    public double Each(double alpha) => _count < 2 ? alpha
        : _joint is { } joint ? Math.Clamp(2 * Normal.CDF(0, 1, -joint.Critical(alpha)), alpha / _count, alpha)
        : alpha / _count;

    /// <summary>The p that counts for all.</summary>
    public double Adjust(double p) => double.IsNaN(p) || _count < 2 ? p
        : _joint is { } joint ? Math.Clamp(joint.P(-Normal.InvCDF(0, 1, p / 2)), p, Math.Min(1, _count * p))
        : Math.Min(1, _count * p);
}
