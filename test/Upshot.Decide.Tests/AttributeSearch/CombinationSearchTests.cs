using System.Text;
using Upshot.Decide.AttributeSearch;
using Upshot.Decide.Tests.Series;

namespace Upshot.Decide.Tests.AttributeSearch;

public class CombinationSearchTests
{
    private static readonly string[] Attributes = ["flag", "version", "region"];

    [Fact]
    public void The_combination_that_changed_is_named_and_not_a_part_of_it()
    {
        var found = Assert.Single(Find(1, (flag, version, _) => flag == 1 && version == 2 ? 1.6 : 1));
        Assert.Equal(["flag=f1", "version=v2"], Named(found));
        Assert.Equal(1, found.Share, 6);
        Assert.InRange(found.Change, 0.5, 0.7);
        Assert.InRange(found.P, 0, 0.01);
    }

    [Fact]
    public void Two_causes_at_once_are_both_named_with_their_shares()
    {
        var found = Find(2, (flag, version, region) => flag == 0 ? 1.3 : version == 3 && region == 4 ? 2 : 1);
        Assert.Equal([["flag=f0"], ["version=v3", "region=r4"]], found.Select(Named));
        Assert.Equal(1, found.Sum(f => f.Share), 6);
    }

    [Fact]
    public void A_drop_is_found_like_a_rise() => Assert.Equal(["region=r2"], Named(Assert.Single(Find(3, (_, _, region) => region == 2 ? 0.5 : 1))));

    [Fact]
    public void Nothing_is_named_when_nothing_changed() => Assert.All(Enumerable.Range(10, 20), seed => Assert.Empty(Find(seed, (_, _, _) => 1)));

    [Fact]
    public void More_traffic_is_no_excess_of_a_ratio()
    {
        var random = new Random(5);
        AttributeTable Draw(bool isWindow) => new(Attributes, [.. Leaves().Select(l =>
        {
            var count = 1000.0 * (isWindow && l.Region == 1 ? 5 : 1);
            var rate = (isWindow && l.Version == 2 ? 0.08 : 0.04) * (1 + (0.03 * DrawnSeries.Normal(random)));
            return new AttributeRow([$"f{l.Flag}", $"v{l.Version}", $"r{l.Region}"], rate * count, count);
        })]);
        Assert.Equal(["version=v2"], Named(Assert.Single(CombinationSearch.Of(Draw(false), Draw(true)))));
    }

    [Fact]
    public void A_version_that_the_baseline_never_had_is_named_when_it_is_worse()
    {
        var random = new Random(6);
        AttributeTable Draw(int versions) => new(["version", "region"], [.. Enumerable.Range(0, 4000).Select(_ =>
        {
            var version = random.Next(versions);
            return new AttributeRow([$"v{version}", $"r{random.Next(5)}"], (version == 2 ? 90 : 60) + (5 * DrawnSeries.Normal(random)), double.NaN);
        })]);
        Assert.Equal(["version=v2"], Named(Assert.Single(CombinationSearch.Of(Draw(2), Draw(3)))));
    }

    [Theory]
    [InlineData("a,v\nx,1\n", "b.csv:2", "one row")]
    [InlineData("v\n1\n2\n", "b.csv:1:1", "no column of an attribute")]
    [InlineData("a,w\nx,1\ny,2\n", "b.csv:1:1", "no column \"v\"")]
    [InlineData("a,v\nx,1\ny,nan\n", "b.csv:3", "\"nan\"")]
    public void A_mistake_is_told_with_its_line(string text, string location, string message)
    {
        var problems = new List<FileProblem>();
        Assert.Null(AttributeTable.Read(Encoding.UTF8.GetBytes(text), "b.csv", "v", null, problems));
        var problem = Assert.Single(problems);
        Assert.Equal(location, problem.Location);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Combination> Find(int seed, Func<int, int, int, double> factor)
    {
        var random = new Random(seed);
        var leaves = Leaves().Select(l => (l.Flag, l.Version, l.Region, Size: 50 * Math.Exp(DrawnSeries.Normal(random)))).ToList();
        AttributeTable Table(bool isWindow) => new(Attributes, [.. leaves.Select(l => new AttributeRow(
            [$"f{l.Flag}", $"v{l.Version}", $"r{l.Region}"], l.Size * (isWindow ? factor(l.Flag, l.Version, l.Region) * (1 + (0.05 * DrawnSeries.Normal(random))) : 1), double.NaN))]);
        return CombinationSearch.Of(Table(false), Table(true));
    }

    private static IEnumerable<(int Flag, int Version, int Region)> Leaves() =>
        from flag in Enumerable.Range(0, 4) from version in Enumerable.Range(0, 6) from region in Enumerable.Range(0, 8) select (flag, version, region);

    private static string[] Named(Combination found) => [.. found.Where.Select(w => $"{w.Key}={w.Value}")];
}
