using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Receive;

/// <summary>A collector that forms new batches of what it sends again must not make sums too large.</summary>
public sealed class RepeatedPointTests
{
    private static readonly ProtoMessage s_one = Point(1, "a"), s_two = Point(2, "b");

    [Fact]
    public async Task A_delta_point_in_a_second_batch_is_stored_once_and_it_is_said()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await Send(store, Otlp.Sum("sold", 1, true, s_one));
        var answer = await Send(store, Otlp.Sum("sold", 1, true, Point(5, "c"), s_one, s_two), Otlp.Gauge("size", Otlp.Point().Double(4, 7)));
        Assert.Contains("shop: 1 data point was sent again in another batch", answer.Message, StringComparison.Ordinal);
        Assert.Equal(0, answer.Rejected);
        Assert.Equal([1, 2, 5, 7], Values(store));

        using var crashed = directory.Crashed();
        await using var again = crashed.Open();
        Assert.Equal([1, 2, 5, 7], Values(again));
        await Send(again, Otlp.Sum("sold", 1, true, s_one, Point(9, "d")));
        Assert.Equal([1, 2, 5, 7, 9], Values(again));
    }

    [Fact]
    public async Task Histograms_of_both_kinds_are_recognised_and_cumulative_points_and_gauges_are_left_alone()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        var (histogram, exponential, cumulative) = (
            Otlp.Histogram("h", Otlp.Point().Fixed64(4, 3).PackedFixed(6, 1UL, 2UL).PackedDoubles(7, 5)),
            Otlp.Metric("e", 10, new ProtoMessage().Messages(1, [Otlp.Point().Fixed64(4, 1).Fixed64(7, 1)]).Varint(2, 1)),
            Otlp.Sum("c", 2, true, Point(4, "a")));
        await Send(store, histogram, exponential, cumulative);
        await Send(store, cumulative, exponential, histogram, Otlp.Sum("sold", 1, true, s_one));
        Assert.Equal(5, StoreDirectory.Count(store, "metric_points"));
    }

    [Theory]
    [InlineData("value")]
    [InlineData("time")]
    [InlineData("attribute")]
    [InlineData("metric")]
    [InlineData("resource")]
    public async Task What_differs_in_anything_is_no_repetition(string differs)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await Send(store, Otlp.Sum("sold", 1, true, s_one));
        var point = differs switch
        {
            "value" => Point(3, "a"),
            "time" => Otlp.Point(Otlp.Noon + 1).Fixed64(6, 1).Attribute(7, "k", "a"),
            "attribute" => Point(1, "z"),
            _ => s_one,
        };
        var resource = differs == "resource" ? Otlp.Resource().Attribute(1, "pod", "2") : Otlp.Resource();
        var request = Otlp.Request(resource, Otlp.Scope(), Otlp.Sum(differs == "metric" ? "bought" : "sold", 1, true, point), Otlp.Sum("other", 1, true, s_two));
        await StoreDirectory.Accept(store, request.Bytes, TelemetrySignal.Metrics);
        Assert.Equal(3, StoreDirectory.Count(store, "metric_points"));
    }

    [Fact]
    public async Task Points_that_the_plan_makes_alike_are_not_taken_for_each_other()
    {
        var plan = new ProductPlan { Attributes = [new("k", new("test.yaml", 1, 1)) { Privacy = PrivacyClass.Secret }] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(plan);
        await Send(store, Otlp.Sum("sold", 1, true, Point(1, "a"), Point(1, "b")));
        await Send(store, Otlp.Sum("sold", 1, true, Point(1, "b"), Point(1, "c")));
        Assert.Equal(3, StoreDirectory.Count(store, "metric_points"));
        using var crashed = directory.Crashed();
        await using var again = crashed.Open(plan);
        Assert.Equal(3, StoreDirectory.Count(again, "metric_points"));
    }

    [Fact]
    public async Task Of_two_that_come_at_once_one_is_stored()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Send(store, Otlp.Sum("sold", 1, true, s_one, Point(100 + i, "x")))));
        Assert.Equal(1, Values(store).Count(v => v == 1));
        Assert.Equal(21, Values(store).Count);
    }

    private static ProtoMessage Point(int value, string attribute) => Otlp.Point().Fixed64(6, (ulong)value).Attribute(7, "k", attribute);

    private static Task<IntakeResult> Send(TelemetryStore store, params ProtoMessage[] metrics) => StoreDirectory.Accept(store, Otlp.Request(metrics).Bytes, TelemetrySignal.Metrics);

    private static IReadOnlyList<long> Values(TelemetryStore store) =>
        [.. store.Queries.Sql("SELECT value::BIGINT FROM metric_points ORDER BY 1", new(), TestContext.Current.CancellationToken).Rows.Select(r => Convert.ToInt64(r[0], null))];
}
