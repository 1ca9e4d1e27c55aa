using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Upshot.Decide.Comparison.Joint;

/// <summary>
/// Many measures of one release are tested as one: the adjusted p of a measure is the chance that the largest |Z| of all measures reaches what it
/// reached, with the correlation that they have. Measures that move together cost less than Bonferroni's correction takes.
/// </summary>
/// <remarks>
/// P. H. Westfall and S. S. Young, "Resampling-Based Multiple Testing" (1993), single-step max-T, with normal draws.
/// </remarks>
internal sealed class JointMaximum
{
    public const int Draws = 200_000;
    private readonly double[] _largest;

    /// <param name="correlation">Of the measures, positive semi-definite; made so where sampling spoilt it.</param>
    /// <param name="seed">The same seed gives the same answer.</param>
    public JointMaximum(double[,] correlation, int seed = 1, int draws = Draws)
    {
        var k = correlation.GetLength(0);
        var factor = Factor(correlation, k);
        var random = new NormalDraws(seed);
        _largest = new double[draws];
        var z = new double[k];
        for (var draw = 0; draw < draws; draw++)
        {
            var largest = 0.0;
            for (var i = 0; i < k; i++)
            {
                z[i] = random.Next();
            }

            for (var i = 0; i < k; i++)
            {
                var sum = 0.0;
                for (var j = 0; j < k; j++)
                {
                    sum += factor[i, j] * z[j];
                }

                largest = Math.Max(largest, Math.Abs(sum));
            }

            _largest[draw] = largest;
        }

        Array.Sort(_largest);
    }

    /// <summary>P(max |Z| ≥ z).</summary>
    public double P(double z)
    {
        var at = Array.BinarySearch(_largest, z);
        at = at < 0 ? ~at : at;
        // Beyond the draws Bonferroni's bound holds; it is never crossed.
        return Math.Max((double)(_largest.Length - at) / _largest.Length, 2 * Normal.CDF(0, 1, -z));
    }

    /// <summary>The z that the largest exceeds with this probability.</summary>
    public double Critical(double alpha) => _largest[Math.Clamp((int)Math.Ceiling((1 - alpha) * _largest.Length) - 1, 0, _largest.Length - 1)];

    // The symmetric root, with eigenvalues that sampling made negative put at zero and the diagonal back at one.
    private static double[,] Factor(double[,] correlation, int k)
    {
        var eigen = Matrix<double>.Build.DenseOfArray(correlation).Evd(Symmetricity.Symmetric);
        var factor = new double[k, k];
        for (var i = 0; i < k; i++)
        {
            var norm = 0.0;
            for (var j = 0; j < k; j++)
            {
                factor[i, j] = eigen.EigenVectors[i, j] * Math.Sqrt(Math.Max(0, eigen.EigenValues[j].Real));
                norm += factor[i, j] * factor[i, j];
            }

            for (var j = 0; j < k && norm > 0; j++)
            {
                factor[i, j] /= Math.Sqrt(norm);
            }
        }

        return factor;
    }
}
