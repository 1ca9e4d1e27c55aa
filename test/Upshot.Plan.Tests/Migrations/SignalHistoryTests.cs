using Upshot.Plan.Migrations;

namespace Upshot.Plan.Tests.Migrations;

public sealed class SignalHistoryTests
{
    private static readonly SourceLocation s_somewhere = new("signals/a.yaml", 1, 1);

    private static readonly Signal s_wait = new("metric.shop.duration", SignalKind.Metric, s_somewhere)
    {
        Name = "shop.duration",
        Unit = "s",
        Version = 4,
        Migrations =
        [
            new(1, s_somewhere) { Unit = new("us", "ms"), Attributes = Map(("kind", "card"), ("a", "b"), ("b", "a")) },
            new(2, s_somewhere) { RenamedFrom = "shop.time", Unit = new("ms", "s") },
            new(3, s_somewhere) { Attributes = Map(("card", "payment.method")), Values = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["payment.method"] = Map(("visa", "card"), ("coin", "cash")) } },
        ],
    };

    [Fact]
    public void Each_version_has_its_own_name_and_unit() => Assert.Equal(
        [new SignalRevision(4, "shop.duration", "s"), new(3, "shop.duration", "s"), new(2, "shop.time", "ms"), new(1, "shop.time", "us")],
        SignalHistory.Of(s_wait)!.Revisions());

    [Fact]
    public void Hops_are_composed()
    {
        var history = SignalHistory.Of(s_wait)!;

        var translated = Assert.Single(history.Translations(history.Revisions()[3], 4));

        Assert.Equal(("shop.duration", "s"), (translated.Name, translated.Unit));
        Assert.Equal(0.25, translated.Conversion.Apply(250_000));
        Assert.Equal([("a", "2"), ("b", "1"), ("payment.method", "card"), ("x", "y")], Sorted(translated.Translate(Map(("kind", "visa"), ("a", "1"), ("b", "2"), ("x", "y")))));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(2, 3)]
    public void Forward_and_back_again_is_where_it_began(int from, int to)
    {
        var history = SignalHistory.Of(s_wait)!;
        var revisions = history.Revisions().ToDictionary(f => f.Version);
        var attribute = from >= 4 ? "payment.method" : from >= 2 ? "card" : "kind";
        var item = Map((attribute, "visa"), ("a", "1"), ("b", "2"), ("x", "y"));

        var there = Assert.Single(history.Translations(revisions[from], to));
        var back = Assert.Single(history.Translations(revisions[to], from));

        Assert.Equal((revisions[from].Name, revisions[from].Unit), (back.Name, back.Unit));
        Assert.Equal(Sorted(item), Sorted(back.Translate(there.Translate(item)!)));
        Assert.Equal(125, back.Conversion.Apply(there.Conversion.Apply(125)), 9);
    }

    [Fact]
    public void Parts_become_the_whole_again()
    {
        var placed = SignalHistory.Of(new Signal("metric.placed", SignalKind.Metric, s_somewhere) { Name = "placed", Version = 2, Migrations = [new(1, s_somewhere) { Split = new("orders", "outcome", "ok") }] })!;

        var there = Assert.Single(placed.Translations(placed.Revisions()[1], 2));
        var back = Assert.Single(placed.Translations(placed.Revisions()[0], 1));

        Assert.Equal("orders", there.Revision.Name);
        Assert.Null(there.Translate(Map(("outcome", "failed"))));
        Assert.Equal([("shop", "a")], Sorted(there.Translate(Map(("outcome", "ok"), ("shop", "a")))));
        Assert.Equal("orders", back.Name);
        Assert.Equal([("outcome", "ok"), ("shop", "a")], Sorted(back.Translate(Map(("shop", "a")))));
    }

    [Fact]
    public void A_merge_can_be_taken_back_only_where_an_attribute_tells_the_parts_apart()
    {
        var orders = new Signal("metric.orders", SignalKind.Metric, s_somewhere) { Name = "orders", Version = 2, Migrations = [new(1, s_somewhere) { Merge = new("outcome", Map(("placed", "ok"), ("refused", "failed"))) }] };
        var history = SignalHistory.Of(orders)!;

        var there = history.Revisions().Where(f => f.Version == 1).Select(f => Assert.Single(history.Translations(f, 2))).ToList();
        var back = history.Translations(history.Revisions()[0], 1);

        Assert.Equal([("placed", "orders", "ok"), ("refused", "orders", "failed")], there.Select(t => (t.Revision.Name, t.Name, t.Translate(Map())!["outcome"])));
        Assert.Equal(["placed", "refused"], back.Select(b => b.Name));
        Assert.Equal("refused", back.Single(b => b.Translate(Map(("outcome", "failed"))) is not null).Name);

        var silent = orders with { Migrations = [new(1, s_somewhere) { Merge = new("", Map(("placed", ""), ("refused", ""))) }] };
        Assert.Empty(SignalHistory.Of(silent)!.Translations(new SignalRevision(2, "orders", ""), 1));
        Assert.Equal("placed and refused became one signal, and no attribute says which of them it was", silent.Migrations[0].WhyNotInvertible);
    }

    [Fact]
    public void A_chain_with_a_hole_ends_at_the_hole()
    {
        var signal = s_wait with { Migrations = [s_wait.Migrations[0], s_wait.Migrations[2]] };

        Assert.Equal([4, 3], SignalHistory.Of(signal)!.Revisions().Select(f => f.Version));
        Assert.Null(MigrationChain.Between(signal.Migrations, 1, 4));
    }

    private static Dictionary<string, string> Map(params (string, string)[] pairs) => pairs.ToDictionary(p => p.Item1, p => p.Item2);

    private static IEnumerable<(string, string)> Sorted(IReadOnlyDictionary<string, string>? map) => map!.Select(p => (p.Key, p.Value)).Order();
}
