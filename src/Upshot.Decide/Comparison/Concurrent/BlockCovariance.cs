namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>
/// How the numbers of one process in different blocks of time go together once what the hour did to all is taken out: a level of its own, own shocks
/// that fade, and the chance of few requests.
/// </summary>
/// <param name="Between">Variance of the processes' levels.</param>
/// <param name="Shock">Variance of own shocks.</param>
/// <param name="Persistence">Their correlation from block to block.</param>
/// <param name="Noise">Variance of one block divided by its requests.</param>
internal readonly record struct BlockCovariance(double Between, double Shock, double Persistence, double Noise)
{
    private static readonly double[] Persistences = [0, 0.5, 0.7, 0.8, 0.9, 0.95];
    private const int MostLags = 6;

    public double At(int lag, double requests) =>
        Between + (Shock * Math.Pow(Persistence, lag)) + (lag == 0 ? Noise / requests : 0);

    /// <summary>Learnt from the variogram: half the mean squared difference of blocks of one process, lag by lag, each relative to the mean of its block.</summary>
    /// <remarks>N. Cressie, "Statistics for Spatial Data" (1993), section 2.4. A variogram needs no mean, so short lives do not bias it.</remarks>
    /// <param name="tables">Of each release: processes × blocks, NaN where there is nothing; with their requests.</param>
    /// <param name="between">The variance between processes, known from their means.</param>
    public static BlockCovariance Fit(IReadOnlyList<BlockTable> tables, double between)
    {
        Span<double> sums = stackalloc double[MostLags + 1];
        Span<double> inverse = stackalloc double[MostLags + 1];
        Span<long> counts = stackalloc long[MostLags + 1];
        foreach (var table in tables)
        {
            table.AddVariogram(sums, inverse, counts);
        }

        var best = new BlockCovariance(between, 0, 0, 0);
        var least = double.PositiveInfinity;
        foreach (var persistence in Persistences)
        {
            // γ(h) = shock (1 − φ^h) + noise · mean(1/n): two non-negative unknowns.
            double xx = 0, xy = 0, yy = 0, xg = 0, yg = 0;
            for (var h = 1; h <= MostLags; h++)
            {
                if (counts[h] == 0)
                {
                    continue;
                }

                var (x, y, g) = (1 - Math.Pow(persistence, h), inverse[h] / counts[h], sums[h] / counts[h]);
                double w = counts[h];
                xx += w * x * x;
                xy += w * x * y;
                yy += w * y * y;
                xg += w * x * g;
                yg += w * y * g;
            }

            if (yy == 0)
            {
                return best;
            }

            var determinant = (xx * yy) - (xy * xy);
            var (shock, noise) = determinant > 1e-9 * xx * yy ? (((yy * xg) - (xy * yg)) / determinant, ((xx * yg) - (xy * xg)) / determinant) : (0, yg / yy);
            if (shock < 0)
            {
                (shock, noise) = (0, yg / yy);
            }
            else if (noise < 0)
            {
                (shock, noise) = (xx > 0 ? Math.Max(0, xg / xx) : 0, 0);
            }

            var loss = 0.0;
            for (var h = 1; h <= MostLags; h++)
            {
                if (counts[h] > 0)
                {
                    var rest = (sums[h] / counts[h]) - (shock * (1 - Math.Pow(persistence, h))) - (noise * inverse[h] / counts[h]);
                    loss += counts[h] * rest * rest;
                }
            }

            if (loss < least * (1 - 1e-9))
            {
                (least, best) = (loss, new BlockCovariance(between, shock, persistence, Math.Max(noise, 0)));
            }
        }

        return best;
    }

    /// <summary>Variance of a process's mean over so many blocks of so many requests.</summary>
    public double OfMean(int blocks, double requests)
    {
        var sum = 0.0;
        for (var lag = 0; lag < blocks; lag++)
        {
            sum += (lag == 0 ? 1 : 2.0) * (blocks - lag) * (Shock * Math.Pow(Persistence, lag));
        }

        return Between + (sum / ((double)blocks * blocks)) + (Noise / (requests * blocks));
    }
}
