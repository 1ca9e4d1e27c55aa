using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions.Translation;

public class TrendLineTests
{
    private const ulong Hour = 3_600_000_000_000;

    [Fact]
    public async Task What_three_versions_recorded_is_one_line_in_the_words_of_the_last()
    {
        using var directory = await Recorded(1, 2, 3);
        await using var store = directory.Open(ThreeVersions.Plan(3));

        Assert.Equal(
            ["shop.checkout.duration|s|0.1|card", "shop.checkout.duration|s|0.2|card", "shop.checkout.duration|s|0.3|card"],
            Rows(store, "SELECT name, unit, value, payment_method FROM metric_points WHERE kind = 'gauge' ORDER BY time"));
        Assert.Equal(
            ["place order|3", "place order|3", "place order|3"],
            Rows(store, "SELECT name, shop_cart_size FROM spans ORDER BY start_time"));
        Assert.Equal(
            ["order.placed|4200", "order.placed|4200", "order.placed|4200"],
            Rows(store, "SELECT event_name, order_value_cents FROM logs ORDER BY time"));
    }

    [Fact]
    public async Task A_histogram_changes_its_unit_with_its_bounds_and_exemplars()
    {
        using var directory = await Recorded(1, 2, 3);
        await using var store = directory.Open(ThreeVersions.Plan(3));

        Assert.Equal(
            ["s|0.1|0.1|0.1|0.5|0.1|1", "s|0.2|0.2|0.2|0.5|0.2|1", "s|0.3|0.3|0.3|0.5|0.3|1"],
            Rows(store, "SELECT unit, round(sum, 9), round(min, 9), round(max, 9), round((bounds::DOUBLE[])[1], 9), round((exemplars::JSON->0->>'value')::DOUBLE, 9), count FROM metric_points WHERE name = 'shop.payment.time' ORDER BY time"));
    }

    [Fact]
    public async Task A_plan_that_is_taken_back_reads_later_data_in_its_own_words()
    {
        using var directory = await Recorded(1, 2, 3);
        await using var store = directory.Open(ThreeVersions.Plan(1));

        // Version 3 calls visa a card, and nothing says that every card is one of visa: but the migration step names one value for each.
        Assert.Equal(
            ["shop.checkout.time|ms|100|visa", "shop.checkout.time|ms|200|visa", "shop.checkout.time|ms|300|visa"],
            Rows(store, "SELECT name, unit, round(value, 6), payment FROM metric_points WHERE kind = 'gauge' ORDER BY time"));
        Assert.Equal(["checkout|3", "checkout|3", "checkout|3"], Rows(store, "SELECT name, cart_items FROM spans ORDER BY start_time"));
        Assert.Equal(["order_placed|4200", "order_placed|4200", "order_placed|4200"], Rows(store, "SELECT event_name, order_total_cents FROM logs ORDER BY time"));
    }

    [Fact]
    public async Task The_version_between_sees_both_sides()
    {
        using var directory = await Recorded(1, 2, 3);
        await using var store = directory.Open(ThreeVersions.Plan(2));

        Assert.Equal(
            ["shop.checkout.time|s|0.1|visa", "shop.checkout.time|s|0.2|visa", "shop.checkout.time|s|0.3|visa"],
            Rows(store, "SELECT name, unit, value, payment_method FROM metric_points WHERE kind = 'gauge' ORDER BY time"));
        Assert.Equal(["checkout|3", "checkout|3", "checkout|3"], Rows(store, "SELECT name, cart_size FROM spans ORDER BY start_time"));
    }

    [Fact]
    public async Task Telemetry_of_an_old_version_that_arrives_late_joins_the_line()
    {
        using var directory = await Recorded(3);
        await using var store = directory.Open(ThreeVersions.Plan(3));
        await Send(store, 1, 5);

        Assert.Equal(["0.3|card", "0.1|card"], Rows(store, "SELECT value, payment_method FROM metric_points WHERE name = 'shop.checkout.duration' ORDER BY time"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Spans_are_known_by_their_contract_and_without_one_by_their_name(bool isStamped)
    {
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(ThreeVersions.Plan(1)))
        {
            await StoreDirectory.Accept(old, ThreeVersions.Spans(1, Otlp.Noon, isStamped));
        }

        await using var store = directory.Open(ThreeVersions.Plan(3));

        Assert.Equal(["place order|3"], Rows(store, "SELECT name, shop_cart_size FROM spans"));
    }

    /// <summary>Each version runs under its own plan, and its data are sealed before the next one starts.</summary>
    private static async Task<StoreDirectory> Recorded(params int[] versions)
    {
        var directory = new StoreDirectory();
        foreach (var version in versions)
        {
            await using var store = directory.Open(ThreeVersions.Plan(version));
            await Send(store, version, version);
        }

        return directory;
    }

    private static async Task Send(TelemetryStore store, int version, int hour)
    {
        var time = Otlp.Noon + ((ulong)hour * Hour);
        var results = new[]
        {
            await StoreDirectory.Accept(store, ThreeVersions.Metrics(version, time, version * 100).Bytes, TelemetrySignal.Metrics),
            await StoreDirectory.Accept(store, ThreeVersions.Spans(version, time, isStamped: version != 2).Bytes),
            await StoreDirectory.Accept(store, ThreeVersions.Logs(version, time).Bytes, TelemetrySignal.Logs),
        };
        Assert.All(results, r => Assert.Equal(IntakeStatus.Accepted, r.Status));
    }

    private static string[] Rows(TelemetryStore store, string sql) =>
        [.. store.Queries.Sql(sql, new SqlLimits()).Rows.Select(r => string.Join('|', r.Select(v => Convert.ToString(v, System.Globalization.CultureInfo.InvariantCulture))))];
}
