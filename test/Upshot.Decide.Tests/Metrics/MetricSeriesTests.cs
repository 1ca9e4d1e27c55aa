using Upshot.Decide.Metrics;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Metrics;

public class MetricSeriesTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeRange s_range = new(s_noon, s_noon.AddMinutes(10));
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_counter_counts_what_it_grew_by_whatever_came_before_the_time()
    {
        var group = Assert.Single(Of([Counter(-1, 100), Counter(1, 130), Counter(2, 160)]));
        Assert.Equal([0.5, 0.5], group.Steps.Select(s => s.PerSecond));
        Assert.Equal(0.1, group.Whole.PerSecond!.Value, 9);
    }

    [Fact]
    public void Of_a_series_older_than_the_time_nothing_is_known_before_its_first_point()
    {
        var group = Assert.Single(Of([Counter(1, 1000), Counter(2, 1060)]));
        Assert.Equal([null, 1.0], group.Steps.Select(s => s.PerSecond));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_counter_that_begins_anew_counts_from_nothing_on_by_its_start_time_or_its_value(double start)
    {
        var group = Assert.Single(Of([Counter(0, 50), Counter(1, 110), Counter(3, 30) with { StartNanos = start == 0 ? 0 : Nanos(start) }]));
        Assert.Equal(1, group.Resets);
        Assert.Equal(90, group.Whole.PerSecond!.Value * 600, 9);
    }

    [Fact]
    public void Processes_are_added_and_groups_are_told_apart()
    {
        var groups = Of([Counter(0, 0), Counter(1, 60), Counter(0, 0) with { Instance = "b" }, Counter(1, 120) with { Instance = "b" }, Counter(1, 5) with { Group = "gold", IsCumulative = false }]);
        Assert.Equal(["", "gold"], groups.Select(g => g.Group));
        Assert.Equal((180.0, 2), (groups[0].Whole.PerSecond!.Value * 600, groups[0].Series));
        Assert.Equal(5, groups[1].Whole.PerSecond!.Value * 600, 9);
    }

    [Fact]
    public void Quantiles_are_of_what_the_buckets_grew_by()
    {
        // Before the time all was slow; within it nine of ten are below 100 ms.
        var group = Assert.Single(Of([Histogram(-1, [0, 0, 1000], [0.1, 0.2]), Histogram(1, [90, 10, 1000], [0.1, 0.2])]));
        Assert.Equal((0.1, 50.0 / 90 * 0.1), (group.Whole.P50!.Value * 0.9 / 0.5, group.Whole.P50.Value));
        Assert.Equal(0.15, group.Whole.P95!.Value, 9);
        Assert.Equal(100.0 / 600, group.Whole.PerSecond!.Value, 9);
    }

    [Fact]
    public void A_histogram_that_changes_its_scale_loses_nothing()
    {
        var group = Assert.Single(Of([Histogram(0, [0, 4, 4, 0], [1, 2, 4]), Histogram(1, [0, 20, 0], [1, 4])]));
        Assert.Equal(0, group.Resets);
        Assert.InRange(group.Whole.P50!.Value, 1, 4);
    }

    [Fact]
    public void Beyond_the_last_bound_no_more_is_known_than_the_bound()
    {
        var group = Assert.Single(Of([Histogram(1, [0, 0, 7], [1, 5]) with { IsCumulative = false }]));
        Assert.Equal(5, group.Whole.P99);
    }

    [Fact]
    public void A_gauge_has_a_mean_and_its_ends_and_a_sum_that_falls_the_last_value_of_each_series()
    {
        var gauge = Assert.Single(Of([Gauge(1, 2), Gauge(1.2, 4), Gauge(1.5, 9)]));
        Assert.Equal((5, 2, 9), (gauge.Whole.Value, gauge.Whole.Min, gauge.Whole.Max));
        var connections = Assert.Single(Of([Counter(1, 9) with { IsMonotonic = false }, Counter(1.5, 4) with { IsMonotonic = false }, Counter(1, 3) with { IsMonotonic = false, Instance = "b" }]));
        Assert.Equal((7, null), (connections.Whole.Value, connections.Whole.PerSecond));
    }

    [Fact]
    public void Values_that_are_no_numbers_end_nothing()
    {
        Assert.Single(Of([Gauge(1, double.NaN), Gauge(2, double.PositiveInfinity), Histogram(3, [0], [])]));
        Assert.Empty(Of([]));
        Assert.Empty(Of([Counter(-1, 5)]));
    }

    private static IReadOnlyList<MetricGroup> Of(IReadOnlyList<MeasuredPoint> points) => MetricSeries.Of(points, s_range, s_minute);

    private static MeasuredPoint Counter(double minute, double value) => new("orders", "1", "sum", true, true, "shop", "1", "a", "s", "", Nanos(-60), Nanos(minute)) { Value = value };

    private static MeasuredPoint Gauge(double minute, double value) => new("queue", "1", "gauge", false, false, "shop", "1", "a", "s", "", 0, Nanos(minute)) { Value = value };

    private static MeasuredPoint Histogram(double minute, double[] buckets, double[] bounds) =>
        new("took", "s", "histogram", true, false, "shop", "1", "a", "s", "", Nanos(-60), Nanos(minute)) { Count = buckets.Sum(), Sum = buckets.Sum(), Buckets = buckets, Bounds = bounds };

    private static long Nanos(double minute) => (s_noon.AddMinutes(minute).UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
}
