using System.Globalization;
using System.Text;
using Upshot.Decide.ServiceGraphs;
using Upshot.Decide.Tests.Series;

namespace Upshot.Decide.Tests.ServiceGraphs;

public class MassAttributionTests
{
    private static readonly CallGraph Graph = new([("web", "cart"), ("web", "search"), ("cart", "db"), ("search", "db"), ("web", "mail")]);

    [Theory]
    [InlineData("db", 0.02)]
    [InlineData("cart", 0.05)]
    [InlineData("web", 0.03)]
    public void The_service_that_got_slower_itself_is_named_and_not_its_callers(string cause, double slower)
    {
        var found = MassAttribution.Of(Graph, Metrics(200, 1), Metrics(6, 2, cause, slower), "web");
        Assert.Equal(cause, found[0].Node);
        Assert.Equal(ServiceMeasure.Latency, found[0].Measure);
        Assert.InRange(found[0].Share, 0.7, 1);
    }

    [Fact]
    public void Failures_are_followed_like_latency()
    {
        var found = MassAttribution.Of(Graph, Metrics(200, 1), Metrics(6, 3, failing: "search", failures: 0.05), "web");
        Assert.Equal(("search", ServiceMeasure.Failures), (found[0].Node, found[0].Measure));
    }

    [Fact]
    public void Nothing_is_named_when_nothing_is_wrong()
    {
        var usual = Metrics(300, 1);
        var silent = Enumerable.Range(0, 60).Count(seed => MassAttribution.Of(Graph, usual, Metrics(6, 100 + seed), "web").Count == 0);
        Assert.InRange(silent, 54, 60);
    }

    // No share of the windows of such a baseline is small: how far the target lies above the usual has to say it.
    [Theory]
    [InlineData(12)]
    [InlineData(40)]
    public void A_baseline_as_long_as_the_window_is_enough_for_what_is_plain_and_claims_nothing_else(int rows)
    {
        Assert.Equal("db", MassAttribution.Of(Graph, Metrics(rows, 1), Metrics(rows, 2, "db", 0.5), "web")[0].Node);
        Assert.InRange(Enumerable.Range(0, 100).Count(seed => MassAttribution.Of(Graph, Metrics(rows, 1000 + seed), Metrics(rows, 2000 + seed), "web").Count == 0), 97, 100);
    }

    [Fact]
    public void What_users_do_not_wait_for_is_not_named()
    {
        // Mail is called by web and waited for by nobody.
        Assert.Empty(MassAttribution.Of(Graph, Metrics(200, 1), Metrics(6, 5, "mail", 0.5), "web"));
    }

    [Theory]
    [InlineData("caller,callee\na,b\nb,c\n")]
    [InlineData(",a,b,c\na,0,1,0\nb,0.0,0,1.0\nc,0,0,0\n")]
    public void A_graph_is_read_as_calls_or_as_a_matrix(string text)
    {
        var problems = new List<FileProblem>();
        var graph = CallGraph.Read(Encoding.UTF8.GetBytes(text), "g.csv", problems)!;
        Assert.Empty(problems);
        Assert.Equal(["a", "b", "c"], graph.ReachedFrom("a"));
        Assert.Equal(["c"], graph.CalleesOf("b"));
    }

    [Theory]
    [InlineData("time,node,metric,statistic,value\n1,a,latency,Average,x\n", "m.csv:2", "\"x\"")]
    [InlineData("time,node,metric,statistic,value\n1,a,latency,Average,1\n1,a,latency,Average,2\n", "m.csv:3", "occurs again")]
    [InlineData("time,node,metric,statistic,value\nnow,a,latency,Average,1\n", "m.csv:2", "\"now\"")]
    [InlineData("time,node,metric,value\n1,a,latency,1\n", "m.csv:1:1", "\"statistic\"")]
    public void A_mistake_in_the_metrics_is_told_with_its_line(string text, string location, string message)
    {
        var problems = new List<FileProblem>();
        Assert.Null(ServiceMetricsFile.Read(Encoding.UTF8.GetBytes(text), "m.csv", problems));
        var problem = Assert.Single(problems);
        Assert.Equal(location, problem.Location);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static ServiceMetrics Metrics(int rows, int seed, string slow = "", double slower = 0, string failing = "", double failures = 0)
    {
        var random = new Random(seed);
        var text = new StringBuilder("time,node,metric,statistic,value\n");
        for (var i = 0; i < rows; i++)
        {
            double Own(string node, double usual) => (usual * (1 + (0.05 * DrawnSeries.Normal(random)))) + (node == slow ? slower : 0);
            double Fails(string node) => node == failing ? failures : 0;
            var (db, mail) = (Own("db", 0.005), Own("mail", 0.1));
            var (cart, search) = (Own("cart", 0.02) + db, Own("search", 0.01) + db);
            var web = Own("web", 0.01) + (0.5 * cart) + (0.5 * search);
            Write(text, i, "db", 1000, db, Fails("db"));
            Write(text, i, "mail", 100, mail, 0);
            Write(text, i, "cart", 500, cart, Fails("cart"));
            Write(text, i, "search", 500, search, Fails("search"));
            Write(text, i, "web", 1000, web, (Fails("cart") + Fails("search")) / 2);
        }

        var problems = new List<FileProblem>();
        return ServiceMetricsFile.Read(Encoding.UTF8.GetBytes(text.ToString()), "m.csv", problems)!;
    }

    private static void Write(StringBuilder text, int time, string node, int requests, double latency, double failures) => text
        .Append(CultureInfo.InvariantCulture, $"{time},{node},requests,Sum,{requests}\n")
        .Append(CultureInfo.InvariantCulture, $"{time},{node},latency,Average,{latency}\n")
        .Append(CultureInfo.InvariantCulture, $"{time},{node},availability,Average,{100 * (1 - failures)}\n");
}
