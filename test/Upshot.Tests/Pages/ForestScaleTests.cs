using Upshot.Answers;
using Upshot.Decide.Comparison;
using Upshot.Pages.Releases;

namespace Upshot.Tests.Pages;

public sealed class ForestScaleTests
{
    [Fact]
    public void Everything_that_matters_is_inside_and_a_wild_interval_does_not_dwarf_it()
    {
        var scale = ForestScale.Of([Row("latency_p50", 0.7, 0.6, 0.8), Row("latency_p99", 1.1, 0.2, 9000)]);
        foreach (var mark in new[] { 0, -0.3, 0.1, 0.02 })
        {
            Assert.True(scale.Holds(mark), $"{mark} is outside {scale}");
        }

        Assert.True(scale.High < 1, $"{scale}");
        Assert.Equal(100, scale.X(8999));
        Assert.False(scale.Holds(8999));
    }

    [Fact]
    public void Harm_lies_below_the_margin_where_more_is_better()
    {
        Assert.Equal(0.02, Row("latency_p50", 1, 1, 1).Limit);
        Assert.Equal(-0.02, Row("throughput", 1, 1, 1).Limit);
    }

    [Fact]
    public void An_error_ratio_is_told_in_points_and_not_relative()
    {
        var row = ForestRow.Of(Measure("error_ratio", new(3, 2, 4), new(0.004, 0.001, 0.007)));
        Assert.Equal("+0.4 points", row.Text(row.Value));
        Assert.Equal("+0.1 … +0.7 points", row.Range);
    }

    [Fact]
    public void What_is_not_known_is_not_drawn() =>
        Assert.Equal((null, null, null), (ForestRow.Of(Measure("latency_p50", new(null, null, null), null)) is { Value: var v, Low: var l, High: var h } ? (v, l, h) : default));

    private static ForestRow Row(string measure, double value, double low, double high) => ForestRow.Of(Measure(measure, new(value, low, high), null));

    private static MeasureVerdict Measure(string name, Interval ratio, Interval? difference) =>
        new("browse", name, Verdict.Inconclusive, ratio, difference, null, null, null, null, 10, 10, null, 0.02, "", "", []);
}
