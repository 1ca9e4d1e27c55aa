using Upshot.Decide.Comparison;

namespace Upshot.Decide.Scaling;

/// <summary>
/// The load from which on a cost is above its law: a regression with a joint (Muggeo, "Estimating regression models with unknown break-points", 2003) over four ways to
/// leave a law: another exponent, a steeper line, a growing slope, a step.
/// </summary>
internal sealed record Departure(double At, PowerLaw Law, double Squares, int Shape)
{
    private const int Candidates = 60;
    private const int Draws = 40;

    // A joint costs a place, a size and a choice of four shapes; a law without one must be clearly worse.
    private const double Clearly = 12;
    private const double Margin = 0.12;
    private static readonly double[] Sizes = [.. Enumerable.Range(0, 22).Select(i => 0.05 * Math.Pow(1.5, i))];

    public static Departure? Of(IReadOnlyList<LoadPoint> points, PowerLaw law)
    {
        if (points.Count < 10 || Best(points, Enumerable.Range(0, 4)) is not { } best)
        {
            return null;
        }

        var n = points.Count;
        var information = (n * Math.Log(Math.Max(best.Squares, 1e-12 * n) / n)) + (4 * Math.Log(n));
        return information < law.Information - Clearly ? best : null;
    }

    /// <summary>By drawing the measurements again.</summary>
    public static Estimate Interval(IReadOnlyList<LoadPoint> points, PowerLaw law, Departure found, Random random)
    {
        var places = new List<double>();
        for (var draw = 0; draw < Draws; draw++)
        {
            List<LoadPoint> drawn = [.. Enumerable.Range(0, points.Count).Select(_ => points[random.Next(points.Count)]).OrderBy(p => p.Load)];
            if (Best(drawn, [found.Shape]) is { } again)
            {
                places.Add(again.At);
            }
        }

        places.Sort();
        return places.Count < Draws / 2
            ? new Estimate(found.At, points[0].Load, points[^1].Load)
            : new Estimate(found.At, Math.Min(found.At, places[(int)(0.025 * places.Count)]), Math.Max(found.At, places[(int)(0.975 * places.Count)]));
    }

    private static Departure? Best(IReadOnlyList<LoadPoint> points, IEnumerable<int> shapes)
    {
        double[] x = [.. points.Select(p => Math.Log(p.Load))];
        double[] y = [.. points.Select(p => Math.Log(p.Cost))];
        // Both sides need some measurements.
        var (from, to) = (x[(int)(Margin * x.Length)], x[(int)((1 - Margin) * (x.Length - 1))]);
        Departure? best = null;
        foreach (var shape in shapes)
        {
            for (var c = 0; c <= Candidates; c++)
            {
                var at = from + ((to - from) * c / Candidates);
                foreach (var size in shape == 0 ? [double.NaN] : Sizes)
                {
                    var (slope, squares, isAbove) = shape == 0 ? Hinge(x, y, at) : Shifted(x, y, at, shape, size);
                    if (isAbove && squares < (best?.Squares ?? double.PositiveInfinity))
                    {
                        best = new Departure(Math.Exp(at), new PowerLaw(new Estimate(slope, double.NaN, double.NaN), 0, squares, 4, x.Length), squares, shape);
                    }
                }
            }
        }

        return best;
    }

    private static (double Slope, double Squares, bool IsAbove) Shifted(double[] x, double[] y, double at, int shape, double size)
    {
        double mx = 0, my = 0;
        var z = new double[y.Length];
        for (var i = 0; i < z.Length; i++)
        {
            var beyond = x[i] - at;
            var growth = beyond <= 0 ? 0 : shape switch
            {
                1 => size * (1 - Math.Exp(-beyond)),
                2 => size * Math.Pow(Math.Exp(beyond) - 1, 2),
                _ => size,
            };
            z[i] = y[i] - Math.Log(1 + growth);
            mx += x[i];
            my += z[i];
        }

        (mx, my) = (mx / z.Length, my / z.Length);
        double xx = 0, xz = 0, zz = 0;
        for (var i = 0; i < z.Length; i++)
        {
            var (dx, dz) = (x[i] - mx, z[i] - my);
            (xx, xz, zz) = (xx + (dx * dx), xz + (dx * dz), zz + (dz * dz));
        }

        var slope = xx > 0 ? xz / xx : 0;
        return (slope, zz - (slope * xz), true);
    }

    // Two lines that meet: y = a + b x + c (x − at)+, by normal equations.
    private static (double Slope, double Squares, bool IsAbove) Hinge(double[] x, double[] y, double at)
    {
        double n = x.Length, mx = x.Average(), mh = x.Average(v => Math.Max(0, v - at)), my = y.Average();
        double xx = 0, xh = 0, hh = 0, xy = 0, hy = 0, yy = 0;
        for (var i = 0; i < n; i++)
        {
            var (dx, dh, dy) = (x[i] - mx, Math.Max(0, x[i] - at) - mh, y[i] - my);
            (xx, xh, hh, xy, hy, yy) = (xx + (dx * dx), xh + (dx * dh), hh + (dh * dh), xy + (dx * dy), hy + (dh * dy), yy + (dy * dy));
        }

        var determinant = (xx * hh) - (xh * xh);
        if (determinant <= 1e-9 * xx * hh)
        {
            return (0, double.PositiveInfinity, false);
        }

        var (b, c) = (((hh * xy) - (xh * hy)) / determinant, ((xx * hy) - (xh * xy)) / determinant);
        return (b, yy - (b * xy) - (c * hy), c > 0);
    }
}
