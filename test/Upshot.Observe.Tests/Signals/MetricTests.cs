using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Signals;

public class MetricTests
{
    private const TelemetrySignal Metrics = TelemetrySignal.Metrics;

    [Fact]
    public async Task Every_field_that_kinds_share_has_its_column()
    {
        await using var store = new TemporaryStore();
        await store.Keep(Metrics, Gauge("temperature", Point().Double(4, 21.5).Attribute(7, "http.route", "/a").Attribute(7, "room", "attic").Varint(8, 2)));

        var row = Assert.Single(await store.RowsBeforeAndAfterTheSeal("""
            SELECT epoch_ns(time), epoch_ns(start_time), service, name, unit, kind, temporality, monotonic, value, value_int, flags, exemplars,
                   version, environment, instance, resource, scope, scope_version, http_route, attributes FROM metric_points
            """));

        Assert.Equal(
            $$"""{{Noon}}|{{Noon - 1000}}|shop|temperature|s|gauge|null|null|21.5|null|2|null|1.2.3|test|shop-1|{"cloud.region":"eu"}|lib|0.1|/a|{"room":"attic"}""", row);
    }

    [Fact]
    public async Task Sums_say_whether_they_are_deltas_and_whether_they_only_grow()
    {
        await using var store = new TemporaryStore();
        await store.Keep(
            Metrics, Sum("a", 1, true, Point().Double(4, 1)), Sum("b", 2, false, Point().Double(4, 2)), Sum("c", 0, false, Point().Double(4, 3)),
            Metric("d", 7, new ProtoMessage().Varint(3, 1).Varint(2, 2).Message(1, Point().Double(4, 4))));

        Assert.Equal(
            ["a|sum|delta|True|1", "b|sum|cumulative|False|2", "c|sum|null|False|3", "d|sum|cumulative|True|4"],
            await store.RowsBeforeAndAfterTheSeal("SELECT name, kind, temporality, monotonic, value FROM metric_points ORDER BY name"));
    }

    [Fact]
    public async Task Whole_numbers_are_exact_even_where_a_double_is_not()
    {
        long[] numbers = [0, -1, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, long.MaxValue, long.MinValue];
        await using var store = new TemporaryStore();
        await store.Keep(Metrics, Gauge("g", [.. numbers.Select((n, i) => Point(Noon + (ulong)i).Fixed64(6, (ulong)n))]));

        Assert.Equal(
            numbers.Select(n => n.ToString()),
            await store.RowsBeforeAndAfterTheSeal("SELECT coalesce(value_int, value::BIGINT) FROM metric_points ORDER BY time"));
        Assert.Equal(numbers.Select(n => ((double)n).ToString("R")), store.Rows("SELECT value FROM metric_points ORDER BY time"));
    }

    [Fact]
    public async Task Not_a_number_and_the_infinities_survive()
    {
        double[] numbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue];
        await using var store = new TemporaryStore();
        await store.Keep(Metrics, Gauge("g", [.. numbers.Select((n, i) => Point(Noon + (ulong)i).Double(4, n))]));

        Assert.Equal(
            ["NaN", "Infinity", "-Infinity", "-0", "5E-324", "1.7976931348623157E+308"],
            await store.RowsBeforeAndAfterTheSeal("SELECT value FROM metric_points ORDER BY time"));
    }

    [Fact]
    public async Task A_point_that_says_it_has_no_value_is_kept_without_one_and_one_that_lacks_it_is_refused()
    {
        await using var store = new TemporaryStore();
        var result = await store.Keep(Metrics, Gauge("gone", Point().Varint(8, 1)), Gauge("broken", Point()), Histogram("gone_too", Point().Varint(10, 1)));

        Assert.Equal(1, result.Rejected);
        Assert.Equal("shop: 1 data point was refused: a data point has no value.", result.Message);
        Assert.Equal(["gone|null|1|null", "gone_too|null|1|null"], await store.RowsBeforeAndAfterTheSeal("SELECT name, value, flags, count FROM metric_points ORDER BY name"));
    }

    [Fact]
    public async Task A_histogram_keeps_its_buckets_as_lists_that_sql_can_cast()
    {
        await using var store = new TemporaryStore();
        await store.Keep(Metrics, Histogram("h", Point().Fixed64(4, 6).Double(5, 1.75).PackedFixed(6, 1, 2, 3).PackedDoubles(7, 0.1, 0.5).Double(11, 0.05).Double(12, 0.9)));

        Assert.Equal(
            ["histogram|delta|6|1.75|0.05|0.9|[0.1,0.5]|[1,2,3]|6|null"],
            await store.RowsBeforeAndAfterTheSeal("""
                SELECT kind, temporality, count, sum, min, max, bounds::DOUBLE[], bucket_counts::UBIGINT[], list_sum(bucket_counts::UBIGINT[]), value FROM metric_points
                """));
    }

    [Fact]
    public async Task Counts_may_come_packed_in_one_stretch_or_several_or_one_by_one()
    {
        await using var store = new TemporaryStore();
        await store.Keep(
            Metrics,
            Histogram(
                "h",
                Point(Noon).Fixed64(4, 6).PackedFixed(6, 1, 2, 3).PackedDoubles(7, 1, 2),
                Point(Noon + 1).Fixed64(4, 6).Fixed64(6, 1).Double(7, 1).Fixed64(6, 2).Double(7, 2).Fixed64(6, 3),
                Point(Noon + 2).Fixed64(4, 6).PackedFixed(6, 1).PackedFixed(6, 2, 3).PackedDoubles(7, 1).Double(7, 2),
                Point(Noon + 3).Fixed64(4, 6).PackedFixed(6, 1, 2, 3).PackedDoubles(7, 3, 4)));

        Assert.Equal(
            ["[1,2,3]|[1,2]", "[1,2,3]|[1,2]", "[1,2,3]|[1,2]", "[1,2,3]|[3,4]"],
            await store.RowsBeforeAndAfterTheSeal("SELECT bucket_counts, bounds FROM metric_points ORDER BY time"));
    }

    [Fact]
    public async Task A_histogram_has_one_bucket_more_than_bounds_or_none_at_all()
    {
        await using var store = new TemporaryStore();
        var result = await store.Keep(
            Metrics,
            Histogram(
                "h",
                Point(Noon).Fixed64(4, 1).Double(5, 2),
                Point(Noon + 1).Fixed64(4, 1).PackedFixed(6, 1),
                Point(Noon + 2).Fixed64(4, 1).PackedFixed(6, 1, 2).PackedDoubles(7, 1, 2),
                Point(Noon + 3).Fixed64(4, 1).PackedDoubles(7, 1, 2),
                Point(Noon + 4).Fixed64(4, 1).PackedFixed(6, 1, 2)));

        Assert.Equal(3, result.Rejected);
        Assert.Equal("shop: 3 data points were refused: a histogram does not have one bucket more than bounds.", result.Message);
        Assert.Equal(["null|null|2", "[1]|[]|null"], await store.RowsBeforeAndAfterTheSeal("SELECT bucket_counts, bounds, sum FROM metric_points ORDER BY time"));
    }

    [Fact]
    public async Task An_exponential_histogram_keeps_scale_offsets_and_counts()
    {
        await using var store = new TemporaryStore();
        var positive = new ProtoMessage().Sint(1, -3).PackedVarints(2, 1, 0, 300);
        var negative = new ProtoMessage().Varint(2, 4).Varint(2, 5).Sint(1, 2);
        await store.Keep(Metrics, ExponentialHistogram("e",
            Point(Noon).Attribute(1, "http.route", "/a").Fixed64(4, 312).Double(5, -1.5).Sint(6, -2).Fixed64(7, 2).Message(8, positive).Message(9, negative)
                .Double(12, -8).Double(13, 9).Double(14, 0.001),
            Point(Noon + 1)));

        Assert.Equal(
            [
                """exponential_histogram|cumulative|/a|312|-1.5|-8|9|{"scale":-2,"zero_count":2,"zero_threshold":0.001,"positive":{"counts":[1,0,300],"offset":-3},"negative":{"counts":[4,5],"offset":2}}""",
                """exponential_histogram|cumulative|null|0|null|null|null|{"scale":0,"zero_count":0,"zero_threshold":0,"positive":{"counts":[],"offset":0},"negative":{"counts":[],"offset":0}}""",
            ],
            await store.RowsBeforeAndAfterTheSeal("SELECT kind, temporality, http_route, count, sum, min, max, exponential FROM metric_points ORDER BY time"));
        Assert.Equal(["301"], store.Rows("SELECT list_sum((exponential->'$.positive.counts')::UBIGINT[]) FROM metric_points WHERE count > 0"));
    }

    [Fact]
    public async Task A_summary_keeps_its_quantiles()
    {
        await using var store = new TemporaryStore();
        await store.Keep(Metrics, Summary("s", Point().Fixed64(4, 10).Double(5, 55)
            .Message(6, new ProtoMessage().Double(1, 0.5).Double(2, 5)).Message(6, new ProtoMessage().Double(1, 0.99).Double(2, double.NaN)).Message(6, new ProtoMessage())));

        Assert.Equal(
            ["""summary|null|10|55|[{"quantile":0.5,"value":5},{"quantile":0.99,"value":"NaN"},{"quantile":0,"value":0}]"""],
            await store.RowsBeforeAndAfterTheSeal("SELECT kind, temporality, count, sum, quantiles FROM metric_points"));
    }

    [Fact]
    public async Task Exemplars_lead_to_their_traces()
    {
        await using var store = new TemporaryStore();
        await store.Keep(
            Metrics,
            Gauge("a", Point().Double(4, 1).Message(5, Exemplar(0.25)).Message(5, new ProtoMessage().Fixed64(6, ulong.MaxValue))),
            Histogram("b", Point().Message(8, Exemplar(0.5))),
            ExponentialHistogram("c", Point().Message(11, Exemplar(double.PositiveInfinity))),
            Summary("d", Point().Message(5, Exemplar(1))));

        static string Expected(string value) =>
            $$$"""{"time_unix_nano":{{{Noon}}},"value":{{{value}}},"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"eee19b7ec3c1b174","attributes":{"user.tier":"gold"}}""";
        Assert.Equal(
            [$$"""a|[{{Expected("0.25")}},{"time_unix_nano":0,"value":-1}]""", $"b|[{Expected("0.5")}]", $"c|[{Expected("\"Infinity\"")}]", "d|null"],
            await store.RowsBeforeAndAfterTheSeal("SELECT name, exemplars FROM metric_points ORDER BY name"));
    }

    [Fact]
    public async Task A_point_without_a_time_or_of_a_metric_without_a_name_is_refused()
    {
        await using var store = new TemporaryStore();
        var result = await store.Keep(Metrics, Gauge("g", new ProtoMessage().Double(4, 1), Point(ulong.MaxValue).Double(4, 1), Point().Double(4, 2)), Gauge("", Point().Double(4, 3)));

        Assert.Equal(3, result.Rejected);
        Assert.Equal(["2"], await store.RowsBeforeAndAfterTheSeal("SELECT value FROM metric_points"));
    }

    [Fact]
    public async Task A_metric_of_a_kind_that_is_not_known_yet_is_passed_over()
    {
        await using var store = new TemporaryStore();
        var result = await store.Keep(Metrics, Metric("new", 77, new ProtoMessage().Message(1, Point())), new ProtoMessage().Text(1, "empty"), Gauge("g", Point().Double(4, 1)));

        Assert.Equal(0, result.Rejected);
        Assert.Equal(["g"], await store.RowsBeforeAndAfterTheSeal("SELECT name FROM metric_points"));
    }

    [Fact]
    public async Task A_series_is_the_same_whatever_the_order_of_its_attributes_and_differs_in_any_of_them()
    {
        await using var store = new TemporaryStore();
        await store.Keep(
            Metrics,
            Gauge("g", Point(Noon).Double(4, 1).Attribute(7, "a", 1).Attribute(7, "b", 2), Point(Noon + 1).Double(4, 1).Attribute(7, "b", 2).Attribute(7, "a", 1)),
            Gauge("g", Point(Noon + 2).Double(4, 1).Attribute(7, "a", 1), Point(Noon + 3).Double(4, 1).Attribute(7, "a", 2).Attribute(7, "b", 1)),
            Gauge("other", Point(Noon + 4).Double(4, 1).Attribute(7, "a", 1).Attribute(7, "b", 2)));
        await store.Accept(Metrics, Request(Resource().Attribute(1, "host.name", "two"), Scope(), Gauge("g", Point(Noon + 5).Double(4, 1).Attribute(7, "a", 1).Attribute(7, "b", 2))));
        await store.Accept(Metrics, Request(Resource(), new ProtoMessage().Text(1, "other lib"), Gauge("g", Point(Noon + 6).Double(4, 1).Attribute(7, "a", 1).Attribute(7, "b", 2))));

        var series = await store.RowsBeforeAndAfterTheSeal("SELECT series FROM metric_points ORDER BY time");

        Assert.Equal(series[0], series[1]);
        Assert.Equal(6, series.Distinct().Count());
        Assert.Equal(series, store.Rows("SELECT series FROM (SELECT series, time, name FROM metric_points) ORDER BY time"));
    }

    [Fact]
    public async Task Numbers_cut_off_within_a_packed_field_are_refused_as_a_whole()
    {
        await using var store = new TemporaryStore();
        var result = await store.Accept(Metrics, Request(Histogram("h", Point().Blob(6, new byte[9]))));

        Assert.Equal(IntakeStatus.Invalid, result.Status);
        Assert.Contains("packed numbers", result.Message);
    }
}
