using System.Globalization;
using Upshot.Decide.Contrasts;

namespace Upshot.Decide.Tests.Contrasts;

public class AttributeSpreadsTests
{
    [Fact]
    public void The_attribute_that_differs_comes_first_and_an_id_of_which_each_has_its_own_differs_by_nothing()
    {
        var spreads = AttributeSpreads.Of(Rows(40, 400, i => new() { ["tenant"] = i < 40 ? "big" : $"t{i % 7}", ["order.id"] = $"{i:x8}", ["region"] = i % 2 == 0 ? "eu" : "us", ["http.response.status_code"] = i < 40 ? "500" : "200" }));
        Assert.Equal(["tenant", "order.id", "region", "http.response.status_code"], spreads.Select(s => s.Attribute));
        Assert.InRange(spreads[0].Differs, 0.75, 1);
        Assert.Equal(new ValueShare("big", 1, 0), spreads[0].Shares[0]);
        Assert.InRange(spreads[1].Differs, 0, 0.05);
        Assert.Equal((440, 6), (spreads[1].Values, spreads[1].Shares.Count));
        Assert.True(spreads[3].IsConsequence);
    }

    [Fact]
    public void Who_is_selected_by_chance_differs_in_nothing_on_average()
    {
        var random = new Random(7);
        var differs = Enumerable.Range(0, 200).Select(_ => AttributeSpreads.Of(Rows(15, 60, _ => new() { ["a"] = $"{random.Next(9)}" }))[0].Differs).ToList();
        Assert.InRange(differs.Average(), 0, 0.06);
        Assert.InRange(differs.Count(d => d > 0.3), 0, 2);
    }

    [Fact]
    public void What_one_side_lacks_differs_too()
    {
        var spread = Assert.Single(AttributeSpreads.Of(Rows(20, 20, i => i < 20 ? new() { ["coupon"] = "x" } : [])));
        Assert.Equal((1, 0), (spread.InSelected, spread.InOthers));
        Assert.InRange(spread.Differs, 0.8, 1);
    }

    [Fact]
    public void Numbers_of_many_values_are_told_in_ranges_that_hold_everybody()
    {
        var spread = Assert.Single(AttributeSpreads.Of(Rows(50, 150, i => new() { ["cart.size"] = (i < 50 ? 1000 + i : i).ToString(CultureInfo.InvariantCulture) })));
        Assert.Equal(200, spread.Values);
        Assert.Equal((1, 1), (Math.Round(spread.Shares.Sum(s => s.InSelected), 6), Math.Round(spread.Shares.Sum(s => s.InOthers), 6)));
        Assert.Contains(spread.Shares, s => s.Value.EndsWith("and above", StringComparison.Ordinal) && s.InSelected > 0.7);
        Assert.InRange(spread.Differs, 0.6, 1);
    }

    [Fact]
    public void With_nobody_on_one_side_there_is_nothing_to_tell() => Assert.Empty(AttributeSpreads.Of(Rows(10, 0, _ => new() { ["a"] = "1" })));

    private static List<ContrastRow> Rows(int inside, int outside, Func<int, Dictionary<string, string>> facts) => [.. Enumerable.Range(0, inside + outside).Select(i => new ContrastRow(facts(i), i < inside))];
}
