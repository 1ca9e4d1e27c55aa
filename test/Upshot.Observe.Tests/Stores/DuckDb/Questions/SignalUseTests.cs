using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Plan;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What a signal costs is of its present version; how long its spans took is of all of them.</summary>
public class SignalUseTests
{
    private static readonly SourceLocation s_somewhere = new("signals/a.yaml", 1, 1);
    private static readonly TimeRange s_day = new(DateTimeOffset.FromUnixTimeSeconds(1_795_392_000), DateTimeOffset.FromUnixTimeSeconds(1_795_478_400));

    [Fact]
    public async Task A_point_in_the_unit_of_an_earlier_version_is_not_one_of_this_version()
    {
        var wait = new Signal("metric.wait", SignalKind.Metric, s_somewhere) { Name = "wait", Unit = "s", Version = 2, Migrations = [new Migration(1, s_somewhere) { Unit = new("ms", "s") }] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(new ProductPlan { Signals = [wait] });
        await StoreDirectory.Accept(store, Request(Resource(), Scope(), [Gauge("wait", Point().Double(4, 100)).Text(3, "ms"), Gauge("wait", Point().Double(4, 200)).Text(3, "ms"), Gauge("wait", Point(Noon + 1).Double(4, 0.1)).Text(3, "s")]).Bytes, TelemetrySignal.Metrics);

        Assert.Equal((1, 3), Assert.Single(store.Use(wait, s_day)) is var use ? (use.Events, use.AllEvents) : default);
    }

    [Fact]
    public async Task Of_sums_what_was_added_counts_and_of_histograms_its_mean_and_another_unit_is_translated()
    {
        Signal Metric(string name) => new($"metric.{name}", SignalKind.Metric, s_somewhere) { Name = name, Unit = "s", Version = 2, Migrations = [new Migration(1, s_somewhere) { Unit = new("ms", "s") }] };
        var (spent, took) = (Metric("spent"), Metric("took"));
        using var directory = new StoreDirectory();
        await using var store = directory.Open(new ProductPlan { Signals = [spent, took] });
        foreach (var (version, unit, scale) in new[] { (1, "ms", 1000.0), (2, "s", 1.0) })
        {
            var scope = Scope().Attribute(3, "upshot.signals", $"metric.spent@{version},metric.took@{version}");
            var growing = new[] { 3.0, 5.0, 9.0 }.Select((v, i) => Point(Noon + (ulong)i + 1).Fixed64(2, Noon).Double(4, v * scale)).ToArray();
            var histogram = Point(Noon + 9).Fixed64(2, Noon).Fixed64(4, 4).Double(5, 2 * scale);
            await StoreDirectory.Accept(store, Request(Resource().Attribute(1, "v", version), scope, [Sum("spent", 2, true, growing).Text(3, unit), Histogram("took", histogram).Text(3, unit)]).Bytes, TelemetrySignal.Metrics);
        }

        Assert.Equal([(1, 3L, 3.0), (2, 3L, 3.0)], store.Values(spent, Upshot.Observe.Stores.Questions.Times.All).Select(v => (v.Version, v.Count, Math.Round(v.P50, 9))));
        Assert.Equal([(1, 1L, 0.5), (2, 1L, 0.5)], store.Values(took, Upshot.Observe.Stores.Questions.Times.All).Select(v => (v.Version, v.Count, Math.Round(v.P50, 9))));
    }

    [Fact]
    public async Task Spans_of_a_version_with_another_name_are_compared_with_those_of_today()
    {
        var span = new Signal("span.show_basket", SignalKind.Span, s_somewhere) { Name = "show basket", Version = 2, Migrations = [new Migration(1, s_somewhere) { RenamedFrom = "cart" }] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(new ProductPlan { Signals = [span] });
        await StoreDirectory.Accept(store, Request(Span("cart", nanos: 4_000_000).Attribute(9, "upshot.signal", "span.cart@1")));
        await StoreDirectory.Accept(store, Request(Span("cart", Noon + 1, 6_000_000).Attribute(9, "upshot.signal", "span.was_called_otherwise@1")));
        await StoreDirectory.Accept(store, Request(Span("show basket", Noon + 2, 2_000_000).Attribute(9, "upshot.signal", "span.show_basket@2")));

        Assert.Equal([(1, 2L, 5.0), (2, 1L, 2.0)], store.Values(span, s_day).Select(v => (v.Version, v.Count, v.P50)));
        Assert.Equal(1, Assert.Single(store.Use(span, s_day)).Events);
    }
}
