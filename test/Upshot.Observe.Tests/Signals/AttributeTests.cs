using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Plan;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Signals;

public class AttributeTests
{
    private static readonly SourceLocation Nowhere = new("signals/shop.yaml", 1, 1);

    [Theory]
    [InlineData(TelemetrySignal.Traces, "spans")]
    [InlineData(TelemetrySignal.Logs, "logs")]
    [InlineData(TelemetrySignal.Metrics, "metric_points")]
    public async Task A_declared_attribute_is_a_column_of_its_type_and_any_other_type_goes_to_the_overflow(TelemetrySignal signal, string table)
    {
        await using var store = new TemporaryStore(Declaring(("cart.size", "int"), ("cart.value", "double"), ("cart.gift", "boolean"), ("cart.owner", "string")));
        await store.Keep(
            signal,
            Record(signal, Noon, ("cart.size", 3), ("cart.value", 9.5), ("cart.gift", true), ("cart.owner", "ann")),
            Record(signal, Noon + 1, ("cart.size", "many"), ("cart.value", "much"), ("cart.gift", 1), ("cart.owner", 7)),
            Record(signal, Noon + 2, ("cart.value", 4), ("unknown", new object[] { 1, "two" })));

        Assert.Equal(
            [
                """3|9.5|True|ann|{"cart.size":3,"cart.value":9.5,"cart.gift":true,"cart.owner":"ann"}""",
                """null|null|null|null|{"cart.size":"many","cart.value":"much","cart.gift":1,"cart.owner":7}""",
                """null|4|null|null|{"cart.value":4.0,"unknown":[1,"two"]}""",
            ],
            await store.RowsBeforeAndAfterTheSeal($"SELECT cart_size, cart_value, cart_gift, cart_owner, attributes FROM {table} ORDER BY {TimeOf(signal)}"));
    }

    [Theory]
    [InlineData(TelemetrySignal.Traces, "spans")]
    [InlineData(TelemetrySignal.Logs, "logs")]
    [InlineData(TelemetrySignal.Metrics, "metric_points")]
    public async Task Of_an_attribute_sent_twice_the_last_counts_whatever_the_query_reads(TelemetrySignal signal, string table)
    {
        await using var store = new TemporaryStore();
        await store.Keep(signal, Record(signal, Noon, ("http.route", "/a"), ("x", "1"), ("http.route", "/b"), ("x", 2)), Record(signal, Noon + 1, ("http.route", "/c")));

        Assert.Equal(["""/b|{"http.route":"/b","x":2}""", """/c|{"http.route":"/c"}"""], store.Rows($"SELECT http_route, attributes FROM {table} ORDER BY {TimeOf(signal)}"));
        Assert.Equal(["""{"http.route":"/b","x":2}""", """{"http.route":"/c"}"""], await store.RowsBeforeAndAfterTheSeal($"SELECT attributes FROM {table} ORDER BY {TimeOf(signal)}"));
    }

    [Fact]
    public async Task An_attribute_whose_column_would_have_the_name_of_a_field_goes_to_the_overflow()
    {
        await using var store = new TemporaryStore(Declaring(("service", "string"), ("body", "string")));
        await store.Keep(TelemetrySignal.Logs, Record(TelemetrySignal.Logs, Noon, ("service", "x"), ("body", "y")));

        Assert.Equal(["""shop|hello|{"service":"x","body":"y"}"""], await store.RowsBeforeAndAfterTheSeal("SELECT service, body, attributes FROM logs"));
    }

    [Fact]
    public async Task Numbers_at_the_edges_survive()
    {
        await using var store = new TemporaryStore(Declaring(("n", "int"), ("d", "double")));
        await store.Keep(
            TelemetrySignal.Logs,
            Record(TelemetrySignal.Logs, Noon, ("n", long.MinValue), ("d", double.Epsilon), ("other", long.MaxValue), ("z", -0.0)),
            Record(TelemetrySignal.Logs, Noon + 1, ("n", long.MaxValue), ("d", double.NaN), ("x", double.NegativeInfinity)));

        Assert.Equal(
            ["-9223372036854775808|5E-324|{\"n\":-9223372036854775808,\"d\":5e-324,\"other\":9223372036854775807,\"z\":-0}", "9223372036854775807|NaN|{\"n\":9223372036854775807,\"d\":\"NaN\",\"x\":\"-Infinity\"}"],
            await store.RowsBeforeAndAfterTheSeal("SELECT n, d, attributes FROM logs ORDER BY time"));
    }

    [Fact]
    public async Task A_value_with_a_field_that_is_not_known_yet_is_still_read()
    {
        await using var store = new TemporaryStore();
        var value = new ProtoMessage().Text(1, "known").Varint(99, 1);
        await store.Keep(TelemetrySignal.Logs, Log(Noon, value).Attribute(6, "any", value));

        Assert.Equal(["known|{\"any\":\"known\"}"], await store.RowsBeforeAndAfterTheSeal("SELECT body, attributes FROM logs"));
    }

    [Fact]
    public async Task Values_nested_deeper_than_can_be_read_back_are_refused()
    {
        object deep = "end";
        for (var i = 0; i < 40; i++)
        {
            deep = new object[] { deep };
        }

        await using var store = new TemporaryStore();
        var result = await store.Accept(TelemetrySignal.Logs, Request(Log(Noon, deep)));

        Assert.Equal(IntakeStatus.Invalid, result.Status);
        Assert.Contains("nested", result.Message);
    }

    private static string TimeOf(TelemetrySignal signal) => signal == TelemetrySignal.Traces ? "start_time" : "time";

    private static ProtoMessage Record(TelemetrySignal signal, ulong time, params (string Key, object Value)[] attributes)
    {
        var (record, field) = signal switch
        {
            TelemetrySignal.Traces => (Span(start: time), 9),
            TelemetrySignal.Logs => (Log(time), 6),
            _ => (Point(time).Double(4, 1), 7),
        };
        record = attributes.Aggregate(record, (message, a) => message.Attribute(field, a.Key, a.Value));
        return signal == TelemetrySignal.Metrics ? Gauge("g", record) : record;
    }

    private static ProductPlan Declaring(params (string Name, string Type)[] attributes) => new()
    {
        Signals =
        [
            new Signal("event.cart", SignalKind.Event, Nowhere)
            {
                Attributes = [.. attributes.Select(a => new SignalAttribute(new AttributeDefinition(a.Name, Nowhere) { Type = a.Type }, RequirementLevel.Recommended, Nowhere))],
            },
        ],
    };
}
