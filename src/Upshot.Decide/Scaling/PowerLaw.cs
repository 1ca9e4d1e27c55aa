using Upshot.Decide.Comparison;

namespace Upshot.Decide.Scaling;

/// <summary>
/// cost = fixed + scale × load^exponent by least squares of logarithms, since costs vary by a share of themselves. The fixed part is there only when it explains
/// more than a parameter must (Schwarz, "Estimating the dimension of a model", 1978).
/// </summary>
/// <param name="Squares">The sum of squared residuals of the logarithm.</param>
internal sealed record PowerLaw(Estimate Exponent, double Fixed, double Squares, int Parameters, int Count)
{
    private const double Highest = 4;
    private const int Steps = 24;

    public double Information => (Count * Math.Log(Math.Max(Squares, 1e-12 * Count) / Count)) + (Parameters * Math.Log(Count));

    public static PowerLaw Of(IReadOnlyList<LoadPoint> points)
    {
        var pure = Pure(points);
        var offset = WithFixed(points);
        return offset is not null && offset.Information < pure.Information - 2 ? offset : pure;
    }

    private static PowerLaw Pure(IReadOnlyList<LoadPoint> points)
    {
        var (n, x, y) = (points.Count, points.Average(p => Math.Log(p.Load)), points.Average(p => Math.Log(p.Cost)));
        var spread = points.Sum(p => Square(Math.Log(p.Load) - x));
        var slope = points.Sum(p => (Math.Log(p.Load) - x) * (Math.Log(p.Cost) - y)) / spread;
        var squares = points.Sum(p => Square(Math.Log(p.Cost) - y - (slope * (Math.Log(p.Load) - x))));
        var half = n > 2 ? StudentQuantile.Upper(n - 2, 0.025) * Math.Sqrt(squares / (n - 2) / spread) : double.PositiveInfinity;
        return new PowerLaw(new Estimate(slope, slope - half, slope + half), 0, squares, 2, n);
    }

    // For each exponent the best share of the fixed part; the interval is where the squares are not surely larger (an F test).
    private static PowerLaw? WithFixed(IReadOnlyList<LoadPoint> points)
    {
        var n = points.Count;
        if (n < 6)
        {
            return null;
        }

        var profile = new List<(double Exponent, double Squares, double Fixed)>();
        for (var exponent = 0.1; exponent <= Highest; exponent += 0.04)
        {
            profile.Add(BestFixed(points, exponent));
        }

        var coarse = profile.MinBy(p => p.Squares);
        profile.AddRange(Enumerable.Range(-7, 15).Select(i => BestFixed(points, Math.Max(0.02, coarse.Exponent + (0.005 * i)))));
        var best = profile.MinBy(p => p.Squares);
        var t = StudentQuantile.Upper(n - 3, 0.025);
        var limit = Math.Max(best.Squares, 1e-12 * n) * (1 + (t * t / (n - 3)));
        var inside = profile.Where(p => p.Squares <= limit).ToList();
        return new PowerLaw(new Estimate(best.Exponent, inside.Min(p => p.Exponent), inside.Max(p => p.Exponent)), best.Fixed, best.Squares, 3, n);
    }

    private static (double Exponent, double Squares, double Fixed) BestFixed(IReadOnlyList<LoadPoint> points, double exponent)
    {
        // The fixed part as a share of the whole at the middle of the loads.
        var middle = Math.Exp(points.Average(p => Math.Log(p.Load)));
        // The squares have one valley over the share, so it is enclosed in ever smaller intervals.
        var (low, high) = (0.0, 0.999);
        for (var step = 0; step < Steps; step++)
        {
            var (left, right) = (low + ((high - low) * 0.382), low + ((high - low) * 0.618));
            (low, high) = SquaresOf(points, middle, exponent, left).Squares < SquaresOf(points, middle, exponent, right).Squares ? (low, right) : (left, high);
        }

        var best = SquaresOf(points, middle, exponent, (low + high) / 2);
        return (exponent, best.Squares, best.Fixed);
    }

    private static (double Squares, double Fixed) SquaresOf(IReadOnlyList<LoadPoint> points, double middle, double exponent, double share)
    {
        var ratio = share / (1 - share);
        double sum = 0, squares = 0;
        foreach (var point in points)
        {
            var rest = Math.Log(point.Cost / (ratio + Math.Pow(point.Load / middle, exponent)));
            (sum, squares) = (sum + rest, squares + (rest * rest));
        }

        return (squares - (sum * sum / points.Count), ratio * Math.Exp(sum / points.Count));
    }

    private static double Square(double x) => x * x;
}
