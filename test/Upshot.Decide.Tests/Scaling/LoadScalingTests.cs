using Upshot.Decide.Scaling;

namespace Upshot.Decide.Tests.Scaling;

public class LoadScalingTests
{
    private const int Runs = 20;

    [Theory]
    [InlineData(0, 0, ScalingKind.Fixed)]
    [InlineData(1, 0, ScalingKind.Linear)]
    [InlineData(1, 60, ScalingKind.Linear)]
    [InlineData(2, 0, ScalingKind.Superlinear)]
    [InlineData(2, 2000, ScalingKind.Superlinear)]
    [InlineData(0.5, 0, ScalingKind.Sublinear)]
    public void A_planted_exponent_is_found_within_a_tenth(double exponent, double idle, ScalingKind kind)
    {
        var (right, covered) = (0, 0);
        for (var seed = 0; seed < Runs; seed++)
        {
            var found = LoadScaling.Of(Points(seed, 240, 20, 400, l => idle + (exponent == 0 ? 50 : Math.Pow(l, exponent)), 0.03));
            right += Math.Abs(found.Exponent.Value - exponent) <= 0.1 && found.Kind == kind && found.Departs is null ? 1 : 0;
            covered += found.Exponent.Low <= exponent && found.Exponent.High >= exponent ? 1 : 0;
        }

        Assert.InRange(right, Runs - 1, Runs);
        Assert.InRange(covered, Runs - 3, Runs);
    }

    [Theory]
    [InlineData("steeper")]
    [InlineData("growing")]
    [InlineData("power")]
    [InlineData("step")]
    public void The_point_of_departure_is_found_within_a_tenth(string shape)
    {
        var right = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var found = LoadScaling.Of(Points(seed, 240, 50, 600, l => shape switch
            {
                "steeper" => l + (4 * Math.Max(0, l - 300)),
                "growing" => l + (0.05 * Math.Pow(Math.Max(0, l - 300), 2)),
                "power" => l * Math.Pow(Math.Max(1, l / 300), 2),
                _ => l * (l > 300 ? 2 : 1),
            }, 0.03));
            right += found.Departs is { } at && Math.Abs(at.Value - 300) <= 30 && Math.Abs(found.Exponent.Value - 1) <= 0.1 ? 1 : 0;
        }

        Assert.InRange(right, Runs - 2, Runs);
    }

    [Fact]
    public void Below_three_levels_of_load_it_cannot_be_told()
    {
        Assert.Equal(ScalingKind.CannotBeTold, LoadScaling.Of([]).Kind);
        Assert.Equal(ScalingKind.CannotBeTold, LoadScaling.Of(Points(1, 200, 100, 110, l => l, 0.02)).Kind);
        Assert.Equal(ScalingKind.CannotBeTold, LoadScaling.Of([.. Enumerable.Range(0, 50).Select(i => new LoadPoint(i % 2 == 0 ? 100 : 200, 7))]).Kind);
        Assert.Equal(ScalingKind.CannotBeTold, LoadScaling.Of([new(double.NaN, 1), new(1, double.NaN), new(-1, 1), new(0, 0), new(10, 5), new(20, 6), new(30, 7)]).Kind);
    }

    [Fact]
    public void Units_and_order_change_nothing()
    {
        var points = Points(3, 100, 20, 400, l => l + (4 * Math.Max(0, l - 200)), 0.03);
        var (one, other) = (LoadScaling.Of(points), LoadScaling.Of([.. points.Reverse().Select(p => new LoadPoint(p.Load * 1000, p.Cost / 60))]));
        Assert.Equal(one.Exponent.Value, other.Exponent.Value, 0.03);
        Assert.Equal(one.Departs!.Value.Value * 1000, other.Departs!.Value.Value, 1e4);
    }

    private static IReadOnlyList<LoadPoint> Points(int seed, int count, double from, double to, Func<double, double> cost, double noise)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var load = from + ((to - from) * random.NextDouble());
            return new LoadPoint(load, cost(load) * Math.Exp(noise * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2));
        })];
    }
}
