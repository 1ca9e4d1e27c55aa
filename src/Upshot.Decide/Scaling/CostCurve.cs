namespace Upshot.Decide.Scaling;

/// <summary>One level of load as it was measured, beside what the law says of it.</summary>
/// <param name="Load">Requests a second: geometric mean of the measurements of this level.</param>
/// <param name="Cost">In the unit of the cost: their geometric mean.</param>
/// <param name="Law">fixed + scale × load^exponent; null: no law can be told.</param>
public sealed record CostLevel(double Load, double Cost, double? Law);

/// <summary>A fitted law as a curve through what was measured, to be drawn.</summary>
public static class CostCurve
{
    private const int Steps = 60;

    /// <param name="most">How many levels at most, by load from the least on.</param>
    public static IReadOnlyList<CostLevel> Of(IReadOnlyList<LoadPoint> points, LoadScaling scaling, int most = 24)
    {
        var usable = points.Where(p => double.IsFinite(p.Load) && double.IsFinite(p.Cost) && p.Load > 0 && p.Cost > 0).OrderBy(p => p.Load).ToList();
        var levels = Math.Min(most, usable.Count);
        var drawn = Enumerable.Range(0, levels).Select(b => usable[(b * usable.Count / levels)..((b + 1) * usable.Count / levels)])
            .Select(bin => new LoadPoint(Math.Exp(bin.Average(p => Math.Log(p.Load))), Math.Exp(bin.Average(p => Math.Log(p.Cost))))).ToList();
        return scaling.Kind != ScalingKind.CannotBeTold && ScaleOf(drawn, scaling) is { } scale
            ? [.. drawn.Select(p => new CostLevel(p.Load, p.Cost, Finite(At(p.Load, scale, scaling))))]
            : [.. drawn.Select(p => new CostLevel(p.Load, p.Cost, null))];
    }

    private static double At(double load, double scale, LoadScaling scaling) => scaling.Fixed + (scale * Math.Pow(load, scaling.Exponent.Value));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>The scale with the least squares of logarithms, as the law itself was fitted; they have one valley over its logarithm.</summary>
    private static double? ScaleOf(List<LoadPoint> points, LoadScaling scaling)
    {
        // Above the joint the law no longer holds.
        var held = points.Where(p => scaling.Departs is not { } departs || p.Load <= departs.Value).ToList();
        var logs = (held.Count > 0 ? held : points).Select(p => (Point: p, Log: Math.Log(p.Cost) - (scaling.Exponent.Value * Math.Log(p.Load)))).ToList();
        if (logs.Count == 0 || !double.IsFinite(scaling.Fixed) || !logs.All(l => double.IsFinite(l.Log)))
        {
            return null;
        }

        var (low, high) = (logs.Min(l => l.Log) - 10, logs.Max(l => l.Log));
        for (var step = 0; step < Steps; step++)
        {
            var (left, right) = (low + ((high - low) * 0.382), low + ((high - low) * 0.618));
            (low, high) = Squares(left) < Squares(right) ? (low, right) : (left, high);
        }

        return Math.Exp((low + high) / 2);

        double Squares(double log) => logs.Sum(l => Math.Pow(Math.Log(l.Point.Cost) - Math.Log(At(l.Point.Load, Math.Exp(log), scaling)), 2));
    }
}
