using Upshot.Decide.CallTables;
using Upshot.Decide.Tests.Series;

namespace Upshot.Decide.Tests.CallTables;

public class SlowCausesTests
{
    private static readonly string[] Columns = ["stock", "price", "audit"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_causes_are_told_apart_and_an_idle_mode_is_no_cause(bool isWhole)
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 4000).Select(i => Request(random, i % 10 == 0 ? 30 : 0, i % 10 == 1 ? 45 : 0, isWhole)).ToList();
        var causes = SlowCauses.Of(Table(rows));
        Assert.Equal(2, causes.Count);
        var (price, stock) = (causes[0], causes[1]);
        Assert.Equal("price", Assert.Single(price.Where).Column);
        Assert.Equal("stock", Assert.Single(stock.Where).Column);
        Assert.InRange(price.Requests, 395, 405);
        Assert.InRange(stock.Requests, 395, 405);
        // Usual requests: mean 40, spread 2.7.
        Assert.All(causes, c => Assert.InRange(c.P95Without, 43, 46));
        Assert.InRange(price.P95, 88, 92);
        Assert.Equal(1, causes.Sum(c => c.ExcessShare), 9);
    }

    [Fact]
    public void Causes_that_share_a_call_are_told_apart_by_what_only_one_has()
    {
        var random = new Random(2);
        var rows = Enumerable.Range(0, 4000).Select(i => i % 10 == 0 ? Request(random, 40, 0, true) : i % 10 == 1 ? Request(random, 40, 45, true) : Request(random, 0, 0, true)).ToList();
        var causes = SlowCauses.Of(Table(rows));
        Assert.Equal(2, causes.Count);
        Assert.All(causes, c => Assert.InRange(c.Requests, 395, 405));
    }

    [Fact]
    public void Requests_that_only_vary_have_no_cause()
    {
        var random = new Random(3);
        for (var table = 0; table < 20; table++)
        {
            var rows = Enumerable.Range(0, 1000).Select(_ => Request(random, 0, 0, table % 2 == 0)).ToList();
            Assert.Empty(SlowCauses.Of(Table(rows)));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public void A_table_of_a_few_requests_says_nothing(int requests)
    {
        var random = new Random(4);
        Assert.Empty(SlowCauses.Of(Table([.. Enumerable.Range(0, requests).Select(i => Request(random, i == 0 ? 100 : 0, 0, true))])));
    }

    // The audit runs beside: it has two modes, and the latency does not care.
    private static double[] Request(Random random, double slowStock, double slowPrice, bool isWhole)
    {
        var (stock, price, audit) = (10 + (1.5 * DrawnSeries.Normal(random)) + slowStock, 10 + (1.5 * DrawnSeries.Normal(random)) + slowPrice, random.Next(2) == 0 ? 3 : 47);
        double[] row = [20 + (1.5 * DrawnSeries.Normal(random)) + stock + price, stock, price, audit + random.NextDouble()];
        return isWhole ? [.. row.Select(v => Math.Round(v))] : row;
    }

    private static CallTable Table(List<double[]> rows) => new([.. rows.Select(r => r[0])], Columns, [.. Enumerable.Range(1, Columns.Length).Select(c => rows.Select(r => r[c]).ToArray())]);
}
