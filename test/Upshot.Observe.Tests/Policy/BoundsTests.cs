using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Receive;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Policy;

/// <summary>What the plan says of how many values there may be holds before anything is written down.</summary>
public sealed class BoundsTests
{
    private static readonly SourceLocation s_here = new("test.yaml", 1, 1);
    private static readonly AttributeDefinition s_tenant = new("app.tenant", s_here) { Cardinality = 3 }, s_page = new("app.page", s_here), s_number = new("app.number", s_here) { Type = "int", Cardinality = 2 };

    private static readonly ProductPlan s_plan = new()
    {
        Attributes = [s_tenant, s_page, s_number],
        Signals =
        [
            new("metric.cart.size", SignalKind.Metric, s_here) { Name = "cart.size", Cardinality = 4 },
            new("span.render", SignalKind.Span, s_here) { Name = "render", Cardinality = 2, Attributes = [new(s_page, default!, s_here)] },
            new("event.sold", SignalKind.Event, s_here) { Name = "sold", Cardinality = 2, Attributes = [new(s_page, default!, s_here)] },
        ],
    };

    [Fact]
    public async Task Beyond_its_cardinality_an_attribute_has_one_more_value_wherever_it_stands_and_it_is_said()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        var first = await Send(store, Enumerable.Range(0, 10).Select(i => Span(i).Attribute(9, "app.tenant", $"t{i}").Attribute(9, "app.number", i).Attribute(9, "app.free", $"f{i}")));
        Assert.Contains("shop: 8 spans have values or routes beyond the plan's cardinality", first.Message, StringComparison.Ordinal);
        Assert.Equal(0, first.Rejected);
        Assert.Equal(
            [("(other)", 7L), ("t0", 1L), ("t1", 1L), ("t2", 1L)],
            Counts(store, "SELECT coalesce(attributes::JSON ->> 'app.tenant', ''), count(*) FROM spans GROUP BY ALL ORDER BY 1"));
        Assert.Equal(10L, StoreDirectory.Single(store, "SELECT count(DISTINCT attributes::JSON ->> 'app.free') FROM spans"));
        Assert.Equal(8L, StoreDirectory.Single(store, "SELECT count(*) FROM spans WHERE attributes::JSON ->> 'app.number' = '(other)'"));

        // What was there before stays, and an event, a log and a point have no room of their own.
        var again = await Send(store, [Span(20).Attribute(9, "app.tenant", "t1")]);
        Assert.Equal("", again.Message);
        await Send(store, [Span(21).Message(11, new ProtoMessage().Fixed64(1, Otlp.Noon).Text(2, "seen").Attribute(3, "app.tenant", "t77"))]);
        await Send(store, [Otlp.Log().Attribute(6, "app.tenant", "t78")], TelemetrySignal.Logs);
        await Send(store, [Otlp.Gauge("cart.weight", Otlp.Point().Double(4, 1).Attribute(7, "app.tenant", "t79"))], TelemetrySignal.Metrics);
        AssertNotStored(directory, "t77", "t78", "t79");
        Assert.Equal(1L, StoreDirectory.Single(store, "SELECT count(*) FROM logs WHERE attributes::JSON ->> 'app.tenant' = '(other)'"));
    }

    [Fact]
    public async Task Beyond_its_cardinality_a_metric_has_one_more_series()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        var points = Enumerable.Range(0, 12).Select(i => Otlp.Point().Fixed64(6, 1).Attribute(7, "a", $"{i / 2}").Attribute(7, "b", i % 2)).ToArray();
        var answer = await Send(store, [Otlp.Sum("cart.size", 1, true, points)], TelemetrySignal.Metrics);
        Assert.Contains("8 data points have values", answer.Message, StringComparison.Ordinal);
        Assert.Equal(5L, StoreDirectory.Single(store, "SELECT count(DISTINCT attributes) FROM metric_points"));
        Assert.Equal(12L, Convert.ToInt64(StoreDirectory.Single(store, "SELECT sum(value)::BIGINT FROM metric_points"), null));
    }

    [Fact]
    public async Task Ids_on_a_label_with_a_limit_of_its_own_do_not_use_up_the_series_of_the_metric()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        var ids = Enumerable.Range(0, 50).Select(i => Otlp.Point().Fixed64(6, 1).Attribute(7, "app.tenant", $"t{i}")).ToArray();
        await Send(store, [Otlp.Sum("cart.size", 1, true, ids), Otlp.Sum("cart.size", 1, true, Otlp.Point().Fixed64(6, 1).Attribute(7, "a", "late"))], TelemetrySignal.Metrics);
        Assert.Equal(1L, StoreDirectory.Single(store, "SELECT count(*) FROM metric_points WHERE attributes::JSON ->> 'a' = 'late'"));
    }

    [Fact]
    public async Task Spans_and_events_have_as_many_combinations_of_what_they_declare_as_the_plan_says()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        await Send(store, Enumerable.Range(0, 6).Select(i => Span(i, "render").Attribute(9, "app.page", $"p{i}").Attribute(9, "app.free", $"f{i}")));
        await Send(store, [Span(9, "other").Attribute(9, "app.page", "p9")]);
        await Send(store, Enumerable.Range(0, 6).Select(i => Otlp.Log().Text(12, "sold").Attribute(6, "app.page", $"p{i}")), TelemetrySignal.Logs);
        Assert.Equal(
            [("(other)", 4L), ("p0", 1L), ("p1", 1L), ("p9", 1L)],
            Counts(store, "SELECT attributes::JSON ->> 'app.page', count(*) FROM spans GROUP BY ALL ORDER BY 1"));
        Assert.Equal(7L, StoreDirectory.Single(store, "SELECT count(DISTINCT coalesce(attributes::JSON ->> 'app.free', 'none')) FROM spans"));
        Assert.Equal(3L, StoreDirectory.Single(store, "SELECT count(DISTINCT attributes::JSON ->> 'app.page') FROM logs"));
    }

    [Fact]
    public async Task All_series_together_are_bounded_routes_of_requests_too()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(new() { Cost = new() { MaxSeries = 5 } });
        await Send(store, Enumerable.Range(0, 8).Select(i => Otlp.Gauge($"m{i % 2}", Otlp.Point().Double(4, 1).Attribute(7, "a", $"{i / 2}"))).Take(3), TelemetrySignal.Metrics);
        var answer = await Send(store, Enumerable.Range(0, 6).Select(i => Span(i, $"GET /{i}")));
        Assert.Contains("4 spans have values or routes beyond", answer.Message, StringComparison.Ordinal);
        Assert.Equal([("(other)", 4L), ("GET /0", 1L), ("GET /1", 1L)], Counts(store, "SELECT route, sum(requests)::BIGINT FROM rollups GROUP BY ALL ORDER BY 1"));
        await Send(store, [Otlp.Gauge("m9", Otlp.Point().Double(4, 1).Attribute(7, "a", "new"), Otlp.Point().Double(4, 1).Attribute(7, "a", "newer"))], TelemetrySignal.Metrics);
        Assert.Equal(2L, StoreDirectory.Single(store, "SELECT count(*) FROM metric_points WHERE name = 'm9' AND (attributes::JSON ->> 'a') = '(other)'"));
        Assert.Equal(6L, StoreDirectory.Single(store, "SELECT count(DISTINCT name) FROM spans"));

        // After a crash the journal is read under the same bounds.
        using var crashed = directory.Crashed();
        await using var again = crashed.Open(new() { Cost = new() { MaxSeries = 5 } });
        Assert.Equal(3L, StoreDirectory.Single(again, "SELECT count(DISTINCT route) FROM rollups"));
        Assert.Equal(6L, Convert.ToInt64(StoreDirectory.Single(again, "SELECT sum(requests)::BIGINT FROM rollups"), null));
    }

    [Fact]
    public async Task Another_plan_forgets_nothing_and_a_higher_limit_gives_room()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        await Send(store, Enumerable.Range(0, 5).Select(i => Span(i).Attribute(9, "app.tenant", $"t{i}")));
        await store.UseAsync(s_plan with { Attributes = [s_tenant with { Cardinality = 4 }, s_page, s_number] }, TestContext.Current.CancellationToken);
        await Send(store, Enumerable.Range(5, 5).Select(i => Span(i).Attribute(9, "app.tenant", $"t{i}")));
        Assert.Equal(5L, StoreDirectory.Single(store, "SELECT count(DISTINCT attributes::JSON ->> 'app.tenant') FROM spans"));
    }

    [Fact]
    public void Values_are_remembered_until_the_day_after_and_never_more_than_there_is_room_for()
    {
        var seen = new SeenValues();
        Assert.True(seen.Admits(1, 2, 100));
        Assert.True(seen.Admits(2, 2, 100));
        Assert.False(seen.Admits(3, 2, 100));
        Assert.True(seen.Admits(1, 2, 101));
        Assert.False(seen.Admits(3, 2, 101));
        Assert.True(seen.Admits(3, 2, 102));
        Assert.False(seen.Admits(2, 2, 102));
        Assert.True(seen.Admits(1, 2, 99));

        var many = new SeenValues();
        var admitted = 0;
        Parallel.For(0, 40_000, i => Interlocked.Add(ref admitted, many.Admits((ulong)(i % 20_000), 1_000, 1) ? 1 : 0));
        Assert.Equal(1_000, Enumerable.Range(0, 20_000).Count(i => many.Admits((ulong)i, 1_000, 1)));
    }

    private static ProtoMessage Span(int id, string name = "GET /") => new ProtoMessage()
        .Blob(1, Otlp.TraceId).Blob(2, [1, 2, 3, 4, .. BitConverter.GetBytes(id)]).Text(5, name).Varint(6, 2).Fixed64(7, Otlp.Noon).Fixed64(8, Otlp.Noon + 1000);

    private static Task<IntakeResult> Send(Upshot.Observe.Stores.DuckDb.TelemetryStore store, IEnumerable<ProtoMessage> records, TelemetrySignal signal = TelemetrySignal.Traces) =>
        StoreDirectory.Accept(store, Otlp.Request([.. records]).Bytes, signal);

    private static IEnumerable<(string, long)> Counts(Upshot.Observe.Stores.DuckDb.TelemetryStore store, string sql) =>
        [.. store.Queries.Sql(sql, new(), TestContext.Current.CancellationToken).Rows.Select(r => ((string)r[0]!, Convert.ToInt64(r[1], null)))];

    private static void AssertNotStored(StoreDirectory directory, params string[] values)
    {
        using var copy = directory.Crashed();
        foreach (var file in Directory.GetFiles(copy.Path, "*", SearchOption.AllDirectories))
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.DoesNotContain(values, v => text.Contains(v, StringComparison.Ordinal));
        }
    }
}
