namespace Upshot.Decide.AttributeSearch;

/// <summary>
/// How much the leaves vary that have nothing to tell: spread = a × expected^b, from the median deviation of leaves of like size. b is
/// ½ for counts and 1 for relative errors; it is learnt.
/// </summary>
internal static class LeafNoise
{
    private const int Bins = 8;
    private const int FewestOfABin = 12;
    private const double MadToSigma = 1.4826;
    private const double LeastRelative = 0.02;

    public static double[] Spreads(double[] actual, double[] expected, double smallest)
    {
        int[] order = [.. Enumerable.Range(0, actual.Length).OrderBy(i => Math.Abs(expected[i]))];
        var bins = Math.Clamp(order.Length / FewestOfABin, 1, Bins);
        var points = new List<(double Size, double Spread)>();
        for (var b = 0; b < bins; b++)
        {
            var some = order[(b * order.Length / bins)..((b + 1) * order.Length / bins)];
            var spread = MadToSigma * Median([.. some.Select(i => Math.Abs(actual[i] - expected[i]))]);
            var size = Math.Max(smallest, Median([.. some.Select(i => Math.Abs(expected[i]))]));
            points.Add((Math.Log(size), Math.Log(Math.Max(spread, LeastRelative * size))));
        }

        var (slope, level) = Line(points);
        return [.. expected.Select(e => Math.Max(LeastRelative * Math.Max(Math.Abs(e), smallest), Math.Exp(level + (slope * Math.Log(Math.Max(Math.Abs(e), smallest))))))];
    }

    private static (double Slope, double Level) Line(List<(double Size, double Spread)> points)
    {
        var (x, y) = (points.Average(p => p.Size), points.Average(p => p.Spread));
        var spread = points.Sum(p => (p.Size - x) * (p.Size - x));
        var slope = spread > 0.1 ? Math.Clamp(points.Sum(p => (p.Size - x) * (p.Spread - y)) / spread, 0.4, 1) : 0.5;
        return (slope, y - (slope * x));
    }

    internal static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : values[values.Length / 2];
    }
}
