using Upshot.Decide.Scaling;

namespace Upshot.Decide.Tests.Scaling;

public sealed class CostCurveTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(40, 1)]
    [InlineData(5, 1.8)]
    public void The_curve_goes_through_costs_that_follow_a_law(double fixedCost, double exponent)
    {
        var points = Enumerable.Range(20, 200).Select(i => new LoadPoint(i, fixedCost + (3 * Math.Pow(i, exponent)))).ToList();
        var curve = CostCurve.Of(points, LoadScaling.Of(points));
        Assert.Equal(24, curve.Count);
        Assert.Equal(curve.OrderBy(p => p.Load), curve);
        Assert.All(curve, p => Assert.InRange(p.Law!.Value / p.Cost, 0.93, 1.07));
    }

    [Fact]
    public void Above_the_joint_the_measurements_leave_the_curve()
    {
        var points = Enumerable.Range(1, 200).Select(i => new LoadPoint(i, i <= 100 ? 3 * i : 300 + (15 * (i - 100)))).ToList();
        var scaling = LoadScaling.Of(points);
        Assert.NotNull(scaling.Departs);
        var curve = CostCurve.Of(points, scaling);
        Assert.All(curve.Where(p => p.Load < 80), p => Assert.InRange(p.Law!.Value / p.Cost, 0.9, 1.1));
        Assert.True(curve[^1].Cost > 1.5 * curve[^1].Law);
    }

    [Fact]
    public void Without_a_law_there_are_points_and_no_curve()
    {
        LoadPoint[] points = [new(1, 2), new(1.01, 2), new(double.NaN, 3), new(0, 0)];
        var curve = CostCurve.Of(points, LoadScaling.Of(points));
        Assert.Equal([2.0, 2.0], curve.Select(p => Math.Round(p.Cost, 9)));
        Assert.All(curve, p => Assert.Null(p.Law));
        Assert.Empty(CostCurve.Of([], LoadScaling.Of([])));
    }
}
