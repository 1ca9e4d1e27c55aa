using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison.Sequential;

/// <summary>
/// The bounds that a standardised difference has to pass at each look, so that over all looks together no more than what may be spent is spent.
/// The difference has independent increments in information; the density of paths that no look has stopped is carried on from look to look.
/// </summary>
/// <remarks>
/// P. Armitage, C. K. McPherson and B. C. Rowe, "Repeated significance tests on accumulating data", Journal of the Royal Statistical Society A 132 (1969):
/// recursive integration, here by Simpson's rule on 401 points.
/// </remarks>
internal static class GroupSequentialBoundary
{
    private const int Points = 401;
    private const double Farthest = 9;

    /// <param name="information">At each look so far, not decreasing, above zero; only ratios matter.</param>
    /// <param name="spent">The alpha that may have been spent in all by each look; two-sided in both tails.</param>
    /// <param name="oneSided">The upper tail alone is spent on.</param>
    public static double[] Bounds(IReadOnlyList<double> information, IReadOnlyList<double> spent, bool oneSided = false)
    {
        var bounds = new double[information.Count];
        var state = default(Density);
        var before = 0.0;
        for (var look = 0; look < information.Count; look++)
        {
            var spend = Math.Max(0, spent[look] - before) / (oneSided ? 1 : 2);
            var root = Math.Sqrt(information[look]);
            var increment = look == 0 ? information[0] : information[look] - information[look - 1];
            if (look > 0 && increment <= 1e-9 * information[look])
            {
                // Nothing new: what was not passed before is not passed now.
                bounds[look] = bounds[look - 1];
                continue;
            }

            bounds[look] = spend < 1e-14 ? Farthest : look == 0 ? -Normal.InvCDF(0, 1, spend) : Bound(state, increment, root, spend);
            before += (oneSided ? 1 : 2) * (spend < 1e-14 ? 0 : spend);
            state = look == 0
                ? Density.First(information[0], (oneSided ? -Farthest : -bounds[0]) * root, bounds[0] * root)
                : state.Next(increment, (oneSided ? -Farthest : -bounds[look]) * root, bounds[look] * root);
        }

        return bounds;
    }

    private static double Bound(Density state, double increment, double root, double spend)
    {
        double low = 0, high = Farthest;
        for (var step = 0; step < 40 && high - low > 1e-7; step++)
        {
            var middle = (low + high) / 2;
            if (state.Above(middle * root, increment) > spend)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + high) / 2;
    }

    /// <summary>The density of the score (information × difference) of paths that go on, on a grid.</summary>
    private readonly record struct Density(double[] At, double[] Weighted)
    {
        public static Density First(double information, double low, double high)
        {
            var (at, weight) = Grid(low, high);
            var sd = Math.Sqrt(information);
            for (var i = 0; i < Points; i++)
            {
                weight[i] *= Phi(at[i] / sd) / sd;
            }

            return new Density(at, weight);
        }

        public Density Next(double increment, double low, double high)
        {
            var (at, weight) = Grid(low, high);
            var sd = Math.Sqrt(increment);
            for (var i = 0; i < Points; i++)
            {
                var sum = 0.0;
                for (var j = 0; j < Points; j++)
                {
                    var z = (at[i] - At[j]) / sd;
                    sum += z is < 8 and > -8 ? Weighted[j] * Math.Exp(-z * z / 2) : 0;
                }

                weight[i] *= sum / (sd * Math.Sqrt(2 * Math.PI));
            }

            return new Density(at, weight);
        }

        /// <summary>The share of paths that go on until now and end above.</summary>
        public double Above(double bound, double increment)
        {
            var sd = Math.Sqrt(increment);
            var sum = 0.0;
            for (var j = 0; j < Points; j++)
            {
                var z = (At[j] - bound) / sd;
                sum += z > -9 ? Weighted[j] * Normal.CDF(0, 1, z) : 0;
            }

            return sum;
        }

        private static (double[] At, double[] Weight) Grid(double low, double high)
        {
            var (at, weight) = (new double[Points], new double[Points]);
            var step = (high - low) / (Points - 1);
            for (var i = 0; i < Points; i++)
            {
                at[i] = low + (i * step);
                weight[i] = step / 3 * (i is 0 or Points - 1 ? 1 : i % 2 == 1 ? 4 : 2);
            }

            return (at, weight);
        }

        private static double Phi(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
    }
}
