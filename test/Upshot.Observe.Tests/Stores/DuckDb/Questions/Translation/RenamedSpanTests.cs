using Upshot.Evidence;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Plan;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions.Translation;

/// <summary>A span that was renamed, its attribute with it: before, after, and when the plan is taken back.</summary>
public class RenamedSpanTests
{
    private static readonly SourceLocation s_somewhere = new("signals/a.yaml", 1, 1);
    private static readonly TimeRange s_day = new(DateTimeOffset.FromUnixTimeSeconds(1_795_392_000), DateTimeOffset.FromUnixTimeSeconds(1_795_478_400));

    private static readonly ProductPlan s_before = new()
    {
        Operations = [new("cart", s_somewhere) { Entry = new() { Span = "cart" } }],
        Objectives = [new("works", s_somewhere) { Operation = "cart", Target = 0.9 }],
        Signals = [Span("span.cart", "cart", "speed", 1)],
    };

    private static readonly ProductPlan s_after = new()
    {
        Operations = [new("basket", s_somewhere) { Entry = new() { Span = "show basket" }, RenamedFrom = ["cart"] }],
        Objectives = [new("works", s_somewhere) { Operation = "basket", Target = 0.9 }],
        Signals = [Span("span.show_basket", "show basket", "shop.speed", 2, new Migration(1, s_somewhere) { RenamedFrom = "cart", Attributes = new Dictionary<string, string> { ["speed"] = "shop.speed" } })],
    };

    [Theory]
    [InlineData("span.cart@1")]
    [InlineData("span.nobody_knows@1")]
    public async Task A_contract_whose_id_no_longer_says_the_name_is_known_by_its_version_and_name(string stamp)
    {
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(s_before))
        {
            await StoreDirectory.Accept(old, Request(Otlp.Span("cart").Attribute(9, "speed", "fast").Attribute(9, "upshot.signal", stamp)));
            await old.SealAsync();
        }

        await using var store = directory.Open(s_after);
        await StoreDirectory.Accept(store, Request(Otlp.Span("cart", Noon + 5).Attribute(9, "speed", "slow").Attribute(9, "upshot.signal", stamp)));
        Assert.Equal(["show basket|fast", "show basket|slow"], Rows(store, "SELECT name, shop_speed FROM spans ORDER BY start_time"));
    }

    [Fact]
    public async Task A_contract_of_another_signal_keeps_its_words()
    {
        foreach (var id in (string[])["span.other", "span.cart"])
        {
            var plan = s_after with { Signals = [.. s_after.Signals, Span(id, "other", "speed", 1)] };
            using var directory = new StoreDirectory();
            await using var store = directory.Open(plan);
            await StoreDirectory.Accept(store, Request(Otlp.Span("cart").Attribute(9, "speed", "fast").Attribute(9, "upshot.signal", $"{id}@1")));
            Assert.Equal(["cart|fast|"], Rows(store, "SELECT name, speed, shop_speed FROM spans"));
        }
    }

    [Fact]
    public async Task A_trace_by_its_id_its_details_and_what_is_inside_of_its_events_and_links_are_told_too()
    {
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(s_before))
        {
            await StoreDirectory.Accept(old, Request(Otlp.Span("cart").Attribute(9, "speed", "fast")
                .Message(11, new ProtoMessage().Fixed64(1, Noon).Text(2, "added").Attribute(3, "speed", "fast").Attribute(3, "note", "it's"))
                .Message(11, new ProtoMessage().Fixed64(1, Noon).Text(2, "looked"))
                .Message(13, new ProtoMessage().Blob(1, new byte[16]).Blob(2, new byte[8]).Attribute(4, "speed", "slow"))));
            await old.SealAsync();
        }

        await using var store = directory.Open(s_after);
        var trace = Assert.Single(Rows(store, "SELECT trace_id FROM spans"));
        Assert.Equal(["show basket|basket"], store.Trace(trace)!.Spans.Select(s => s.Name).Concat(Rows(store, "SELECT operation FROM spans")).Chunk(2).Select(p => string.Join('|', p)));

        var detail = Assert.Single(store.SpanDetails(trace));
        Assert.Equal("fast", detail.Attributes["shop.speed"]);
        Assert.DoesNotContain("speed", detail.Attributes.Keys);
        Assert.Equal([("note", "it's"), ("shop.speed", "fast")], detail.Events[0].Attributes.OrderBy(a => a.Key).Select(a => (a.Key, a.Value)));
        Assert.Empty(detail.Events[1].Attributes);
        Assert.Equal(["""{"shop.speed":"slow"}"""], Rows(store, "SELECT links::JSON->0->'attributes' FROM spans"));
    }

    [Fact]
    public async Task A_plan_that_is_taken_back_finds_what_was_counted_under_the_later_name()
    {
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(s_before))
        {
            await StoreDirectory.Accept(old, Request(Otlp.Span("cart")));
        }

        await using (var later = directory.Open(s_after))
        {
            await StoreDirectory.Accept(later, Request(Otlp.Span("show basket", Noon + 1)));
            Assert.Equal(2, later.Counts(later.Plan.Objectives[0], s_day).Sum(c => c.Total));
        }

        await using var back = directory.Open(s_before);
        await StoreDirectory.Accept(back, Request(Otlp.Span("show basket", Noon + 2)));
        Assert.Equal(["cart|3"], Rows(back, "SELECT operation, sum(requests) FROM rollups GROUP BY operation"));
        Assert.Equal(["cart|cart|3"], Rows(back, "SELECT operation, name, count(*) FROM spans GROUP BY ALL"));
        Assert.Equal(3, back.Counts(back.Plan.Objectives[0], s_day).Sum(c => c.Total));
    }

    [Fact]
    public async Task Of_operations_that_became_one_none_takes_what_was_counted_together()
    {
        Operation Of(string name, params string[] was) => new(name, s_somewhere) { Entry = new() { Span = "cart" }, RenamedFrom = was };
        using var directory = new StoreDirectory();
        await using (var later = directory.Open(new ProductPlan { Operations = [Of("all", "a", "b")] }))
        {
            await StoreDirectory.Accept(later, Request(Otlp.Span("cart")));
        }

        await using var back = directory.Open(new ProductPlan { Operations = [Of("a"), new("b", s_somewhere) { Entry = new() { Span = "b" } }] });
        Assert.Equal(["all|1"], Rows(back, "SELECT operation, sum(requests) FROM rollups GROUP BY operation"));
    }

    [Fact]
    public async Task A_migration_that_was_wrong_and_is_taken_out_of_the_plan_holds_no_longer()
    {
        var wrong = Span("span.a", "a", "x", 2, new Migration(1, s_somewhere) { RenamedFrom = "cart" });
        using var directory = new StoreDirectory();
        await using (var store = directory.Open(new ProductPlan { Signals = [wrong] }))
        {
            await StoreDirectory.Accept(store, Request(Otlp.Span("cart")));
            Assert.Equal(["a"], Rows(store, "SELECT name FROM spans"));
        }

        await using var corrected = directory.Open(new ProductPlan { Signals = [wrong with { Migrations = [] }] });
        Assert.Equal(["cart"], Rows(corrected, "SELECT name FROM spans"));
    }

    private static Signal Span(string id, string name, string attribute, int version, params Migration[] migrations) => new(id, SignalKind.Span, s_somewhere)
    {
        Name = name,
        Version = version,
        Attributes = [new(new AttributeDefinition(attribute, s_somewhere), RequirementLevel.Required, s_somewhere)],
        Migrations = migrations,
    };

    private static string[] Rows(TelemetryStore store, string sql) =>
        [.. store.Queries.Sql(sql, new SqlLimits()).Rows.Select(r => string.Join('|', r.Select(v => Convert.ToString(v, System.Globalization.CultureInfo.InvariantCulture))))];
}
