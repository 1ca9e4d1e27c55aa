using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Plan;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions.Translation;

public class SchemaTranslatorTests
{
    private static readonly SourceLocation s_somewhere = new("signals/a.yaml", 1, 1);

    private static TimeRange Day => new(DateTimeOffset.FromUnixTimeSeconds(1_795_392_000), DateTimeOffset.FromUnixTimeSeconds(1_795_478_400));

    [Fact]
    public async Task Parts_of_a_metric_are_found_under_their_own_names_and_the_whole_again_under_its_own()
    {
        var parts = new ProductPlan
        {
            Signals =
            [
                Metric("orders.placed", 2, ["region"], new Migration(1, s_somewhere) { Split = new("orders", "outcome", "ok") }),
                Metric("orders.refused", 2, ["region"], new Migration(1, s_somewhere) { Split = new("orders", "outcome", "refused") }),
            ],
        };
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(new ProductPlan { Signals = [Metric("orders", 1, ["outcome", "region"])] }))
        {
            await Send(old, Order("ok", 1), Order("refused", 2), Order("lost", 3));
        }

        await using (var store = directory.Open(parts))
        {
            await Send(store, Gauge("orders.placed", Point(Noon + 9).Double(4, 9).Attribute(7, "region", "eu")));
            Assert.Equal(
                ["orders|3|lost|eu", "orders.placed|1||eu", "orders.placed|9||eu", "orders.refused|2||eu"],
                Rows(store, "SELECT name, value, outcome, region FROM metric_points ORDER BY name, time"));
        }

        await using var back = directory.Open(new ProductPlan { Signals = [Metric("orders", 1, ["outcome", "region"])] });
        Assert.Equal(["1|ok", "2|refused", "3|lost"], Rows(back, "SELECT value, outcome FROM metric_points WHERE name = 'orders' AND value < 9 ORDER BY value"));
    }

    [Fact]
    public async Task Metrics_that_became_one_say_which_they_were()
    {
        var map = new Dictionary<string, string> { ["placed"] = "ok", ["refused"] = "no" };
        var merged = new ProductPlan { Signals = [Metric("orders", 2, ["outcome"], new Migration(1, s_somewhere) { Merge = new("outcome", map) })] };
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(new ProductPlan { Signals = [Metric("placed", 1, []), Metric("refused", 1, [])] }))
        {
            await Send(old, Gauge("placed", Point().Double(4, 1)), Gauge("refused", Point().Double(4, 2)));
        }

        await using (var store = directory.Open(merged))
        {
            await Send(store, Gauge("orders", Point().Double(4, 3).Attribute(7, "outcome", "no")));
            Assert.Equal(["orders|1|ok", "orders|2|no", "orders|3|no"], Rows(store, "SELECT name, value, outcome FROM metric_points ORDER BY value"));
        }

        await using var back = directory.Open(new ProductPlan { Signals = [Metric("placed", 1, []), Metric("refused", 1, [])] });
        Assert.Equal(["placed|1", "refused|2", "refused|3"], Rows(back, "SELECT name, value FROM metric_points ORDER BY value"));
    }

    [Fact]
    public async Task Attributes_without_a_column_are_told_too()
    {
        var plan = new ProductPlan { Signals = [Metric("m", 2, ["tags"], "string[]", new Migration(1, s_somewhere) { Attributes = new Dictionary<string, string> { ["labels"] = "tags" } })] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(plan);
        await Send(store, Gauge("m", Point().Double(4, 1).Attribute(7, "labels", "a")), Gauge("m", Point(Noon + 1).Double(4, 2).Attribute(7, "tags", "b").Attribute(7, "other", "c")));

        Assert.Equal(["""{"tags":"a"}""", """{"other":"c","tags":"b"}"""], Rows(store, "SELECT attributes FROM metric_points ORDER BY time"));
    }

    [Fact]
    public async Task A_temperature_is_moved_as_well_as_scaled_and_whole_numbers_become_fractions()
    {
        var plan = new ProductPlan { Signals = [Metric("heat", 2, [], new Migration(1, s_somewhere) { Unit = new("[degF]", "Cel") }) with { Unit = "Cel" }] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(plan);
        await Send(store, Gauge("heat", Point().Fixed64(6, 212)).Text(3, "[degF]"), Gauge("heat", Point(Noon + 1).Double(4, 20)).Text(3, "Cel"));

        Assert.Equal(["Cel|100", "Cel|20"], Rows(store, "SELECT unit, round(value, 9) FROM metric_points ORDER BY time"));
    }

    [Fact]
    public async Task An_exponential_histogram_moves_its_buckets_by_the_nearest_whole_number()
    {
        var plan = new ProductPlan { Signals = [Metric("wait", 2, [], new Migration(1, s_somewhere) { Unit = new("ms", "s") }) with { Unit = "s" }] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(plan);
        var buckets = new ProtoMessage().Sint(1, 100).PackedVarints(2, 5);
        await Send(store, ExponentialHistogram("wait", Point().Fixed64(4, 5).Double(5, 500).Sint(6, 4).Fixed64(7, 0).Message(8, buckets)).Text(3, "ms"));

        // log2(1/1000) × 2⁴ is −159.45.
        Assert.Equal(["0.5|4|-59|[5]"], Rows(store, "SELECT sum, exponential::JSON->'scale', exponential::JSON->'positive'->'offset', exponential::JSON->'positive'->'counts' FROM metric_points"));
    }

    [Fact]
    public async Task A_point_that_has_no_buckets_gets_none_by_another_unit()
    {
        var plan = new ProductPlan { Signals = [Metric("wait", 2, [], new Migration(1, s_somewhere) { Unit = new("ms", "s") }) with { Unit = "s" }] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(plan);
        await Send(store, Gauge("wait", Point().Double(4, 500)).Text(3, "ms"), Gauge("wait", Point(Noon + 1).Varint(8, 1)).Text(3, "ms"));

        Assert.Equal(["0.5|||||||", "|||||||"], Rows(store, "SELECT value, value_int, sum, bounds, bucket_counts, exponential, quantiles, exemplars FROM metric_points ORDER BY time"));
    }

    [Fact]
    public async Task Operations_recognise_the_spans_of_old_code()
    {
        var names = new Dictionary<string, string> { ["cart.kind"] = "shop.cart.kind" };
        var values = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["shop.cart.kind"] = new Dictionary<string, string> { ["fast"] = "express" } };
        var plan = new ProductPlan
        {
            Operations = [new("checkout", s_somewhere) { Entry = new() { Span = "place order", Attributes = new Dictionary<string, string> { ["shop.cart.kind"] = "express" } } }],
            Signals =
            [
                new("span.place order", SignalKind.Span, s_somewhere)
                {
                    Name = "place order",
                    Version = 2,
                    Attributes = [Attribute("shop.cart.kind", "string")],
                    Migrations = [new(1, s_somewhere) { RenamedFrom = "checkout", Attributes = names, Values = values }],
                },
            ],
        };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(plan);
        await StoreDirectory.Accept(store, Request(Span("checkout").Attribute(9, "cart.kind", "fast")));
        await StoreDirectory.Accept(store, Request(Span("checkout").Attribute(9, "cart.kind", "slow")));
        await StoreDirectory.Accept(store, Request(Span("place order").Fixed64(7, Noon + 1).Attribute(9, "shop.cart.kind", "express")));

        Assert.Equal(["checkout|2"], Rows(store, "SELECT operation, sum(requests) FROM rollups WHERE operation IS NOT NULL GROUP BY operation"));
    }

    [Fact]
    public async Task An_operation_that_was_renamed_keeps_what_was_counted()
    {
        SpanSelector entry = new() { Service = "shop", Route = "/checkout" };
        var objective = new Objective("works", s_somewhere) { Operation = "buying", Target = 0.99 };
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(new ProductPlan { Operations = [new("checkout", s_somewhere) { Entry = entry }], Objectives = [objective with { Operation = "checkout" }] }))
        {
            await StoreDirectory.Accept(old, Spans.Request(1, 100));
        }

        await using var store = directory.Open(new ProductPlan { Operations = [new("buying", s_somewhere) { Entry = entry, RenamedFrom = ["checkout"] }], Objectives = [objective] });
        await StoreDirectory.Accept(store, Spans.Request(2, 50));

        Assert.Equal(150, store.Counts(objective, Day).Sum(c => c.Total));
        Assert.Equal(150, store.Arm("buying", "1.0", Day, TimeSpan.FromMinutes(1)).Replicates.Sum(r => r.Count));
        Assert.Equal(["buying|150"], Rows(store, "SELECT operation, count(*) FROM spans GROUP BY operation"));
    }

    [Fact]
    public async Task Names_of_strangers_stay_text_in_the_statements()
    {
        const string evil = "x'; DROP TABLE rollups; --\"";
        var plan = new ProductPlan { Signals = [Metric("m", 2, ["fine"], new Migration(1, s_somewhere) { RenamedFrom = evil, Attributes = new Dictionary<string, string> { [evil] = "fine" }, Values = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["fine"] = new Dictionary<string, string> { [evil] = evil + "2" } } })] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(plan);
        await Send(store, Gauge(evil, Point().Double(4, 1).Attribute(7, evil, evil)));

        Assert.Equal([$"m|{evil}2"], Rows(store, "SELECT name, fine FROM metric_points"));
    }

    private static Signal Metric(string name, int version, string[] attributes, params Migration[] migrations) => Metric(name, version, attributes, "string", migrations);

    private static Signal Metric(string name, int version, string[] attributes, string type, params Migration[] migrations) => new($"metric.{name}", SignalKind.Metric, s_somewhere)
    {
        Name = name,
        Version = version,
        Attributes = [.. attributes.Select(a => Attribute(a, type))],
        Migrations = migrations,
    };

    private static SignalAttribute Attribute(string name, string type) => new(new AttributeDefinition(name, s_somewhere) { Type = type }, RequirementLevel.Required, s_somewhere);

    private static ProtoMessage Order(string outcome, double value) => Gauge("orders", Point(Noon + (ulong)value).Double(4, value).Attribute(7, "outcome", outcome).Attribute(7, "region", "eu"));

    private static async Task Send(TelemetryStore store, params ProtoMessage[] metrics) =>
        Assert.Equal(IntakeStatus.Accepted, (await StoreDirectory.Accept(store, Request(Resource(), Scope(), metrics).Bytes, TelemetrySignal.Metrics)).Status);

    private static string[] Rows(TelemetryStore store, string sql) =>
        [.. store.Queries.Sql(sql, new SqlLimits()).Rows.Select(r => string.Join('|', r.Select(v => Convert.ToString(v, System.Globalization.CultureInfo.InvariantCulture))))];
}
