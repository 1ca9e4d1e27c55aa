using Upshot.Decide.Contrasts;

namespace Upshot.Decide.Tests.Contrasts;

public class ContrastSearchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_planted_combination_is_named_and_nothing_else(int facts)
    {
        var right = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            string[] keys = ["feature_flag.newpay", "http.route", "region"];
            var planted = keys.Take(facts).ToDictionary(k => k, _ => "1");
            var found = ContrastSearch.Of(Rows(seed, 1500, row => planted.All(p => row[p.Key] == p.Value) ? 0.4 : 0.01));
            right += found.Count == 1 && found[0].Where.ToDictionary().OrderBy(w => w.Key).SequenceEqual(planted.OrderBy(p => p.Key)) && found[0].Inside > found[0].Outside ? 1 : 0;
        }

        Assert.InRange(right, 18, 20);
    }

    [Fact]
    public void Chance_names_nothing()
    {
        var named = Enumerable.Range(0, 100).Count(seed => ContrastSearch.Of(Rows(seed, 600, _ => 0.05)).Count > 0);
        Assert.InRange(named, 0, 2);
    }

    [Fact]
    public void Of_facts_that_go_together_the_one_that_can_be_switched_is_named()
    {
        var rows = Rows(1, 800, row => row["feature_flag.newpay"] == "1" ? 0.5 : 0).Select(r => r with { Facts = new Dictionary<string, string>(r.Facts) { ["a.copy"] = r.Facts["feature_flag.newpay"] } }).ToList();
        var found = Assert.Single(ContrastSearch.Of(rows));
        Assert.Equal("feature_flag.newpay", found.Where[0].Key);
        Assert.Equal("a.copy", Assert.Single(found.SameAs).Key);
        Assert.Equal(1, found.Share, 1e-9);
    }

    [Fact]
    public void Ids_are_no_facts() =>
        Assert.Empty(ContrastSearch.Of([.. Enumerable.Range(0, 300).Select(i => new ContrastRow(new Dictionary<string, string> { ["id"] = $"{i}" }, i < 30))]));

    [Fact]
    public void Weights_enter_shares_and_no_evidence()
    {
        var rows = Rows(5, 900, row => row["region"] == "2" ? 0.3 : 0.01);
        var (one, other) = (ContrastSearch.Of(rows)[0], ContrastSearch.Of([.. rows.Select(r => r with { Weight = 100 })])[0]);
        Assert.Equal((one.P, one.Share), (other.P, other.Share));
    }

    [Fact]
    public void Nothing_or_all_failing_is_no_contrast()
    {
        Assert.Empty(ContrastSearch.Of([]));
        Assert.Empty(ContrastSearch.Of(Rows(1, 100, _ => 1)));
        Assert.Empty(ContrastSearch.Of(Rows(1, 100, _ => 0)));
    }

    private static IReadOnlyList<ContrastRow> Rows(int seed, int count, Func<Dictionary<string, string>, double> failing)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var facts = new Dictionary<string, string>
            {
                ["feature_flag.newpay"] = $"{random.Next(2)}",
                ["http.route"] = $"{random.Next(3)}",
                ["region"] = $"{random.Next(4)}",
                ["service.instance.id"] = $"p{random.Next(6)}",
            };
            return new ContrastRow(facts, random.NextDouble() < failing(facts));
        })];
    }
}
