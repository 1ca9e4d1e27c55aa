using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Rollup;

public class RollupTests
{
    private static readonly ProductPlan Plan = new()
    {
        Operations = [new("checkout", Somewhere) { Entry = new() { Service = "shop", Route = "/checkout" } }],
        Objectives =
        [
            new("fast", Somewhere) { Operation = "checkout", Latency = TimeSpan.FromMilliseconds(300), Target = 0.99 },
            new("works", Somewhere) { Operation = "checkout", Target = 0.999 },
        ],
    };

    private static SourceLocation Somewhere => new("upshot.yaml", 1, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counts_are_exact_however_late_mixed_and_repeated_the_requests_come(int seed)
    {
        var random = new Random(seed);
        var expected = new Dictionary<(ulong Minute, string Route), (long Requests, long Errors, long Sum)>();
        var requests = Enumerable.Range(0, 40).Select(i => Spans.Request(1000 + i, random.Next(1, 20), span: r => Counted(r, random, expected)).Bytes).ToList();
        var deliveries = requests.Concat(requests.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next()).ToList();

        using var directory = new StoreDirectory();
        await using var store = directory.Open(Plan);
        foreach (var delivery in deliveries)
        {
            await StoreDirectory.Accept(store, delivery);
            if (random.Next(15) == 0)
            {
                await store.SealAsync();
            }
        }

        var counted = store.Queries.Sql("SELECT epoch_ns(minute), route, sum(requests), sum(errors), sum(sum_ns) FROM rollups GROUP BY ALL", new(), TestContext.Current.CancellationToken).Rows
            .ToDictionary(r => ((ulong)(long)r[0]!, (string)r[1]!), r => (Convert.ToInt64(r[2]), Convert.ToInt64(r[3]), Convert.ToInt64(r[4])));
        Assert.Equal(expected.OrderBy(e => e.Key), counted.OrderBy(c => c.Key));
    }

    [Fact]
    public async Task An_objective_that_says_what_is_good_counts_what_carries_it_and_did_not_fail()
    {
        var accepted = new Objective("accepted", Somewhere) { Operation = "checkout", Success = new Dictionary<string, string> { ["upshot.outcome"] = "accepted", ["retries"] = "0" }, Target = 0.9 };
        var plan = Plan with { Objectives = [accepted] };
        using var directory = new StoreDirectory();
        await using var store = directory.Open(plan);
        var seed = 0;
        foreach (var (outcome, retries, isError) in new (string?, long, bool)[] { ("accepted", 0, false), ("accepted", 1, false), ("declined", 0, false), (null, 0, false), ("accepted", 0, true) })
        {
            await StoreDirectory.Accept(store, Spans.Request(++seed, 1, span: r =>
            {
                var span = Spans.One(r, Otlp.Noon, 5, isError: isError).Attribute(9, "retries", retries);
                return outcome is null ? span : span.Attribute(9, "upshot.outcome", outcome);
            }));
        }

        Assert.Equal((1, 5), Assert.Single(store.Counts(accepted, Day)) is var counted ? (counted.Good, counted.Total) : default);
        await store.SealAsync();
        Assert.Equal((1, 5), Assert.Single(store.Counts(accepted, Day)) is var still ? (still.Good, still.Total) : default);

        // Under another condition nothing is known of what was counted before.
        Assert.Empty(store.Counts(accepted with { Success = new Dictionary<string, string> { ["upshot.outcome"] = "declined" } }, Day));
    }

    [Fact]
    public async Task A_latency_objective_counts_what_succeeded_and_the_limit_itself_is_good()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Plan);
        var random = new Random(1);
        await StoreDirectory.Accept(store, Spans.Request(1, 1, span: _ => Spans.One(random, Otlp.Noon, 300_000_000)));
        await StoreDirectory.Accept(store, Spans.Request(2, 1, span: _ => Spans.One(random, Otlp.Noon, 300_000_001)));
        await StoreDirectory.Accept(store, Spans.Request(3, 1, span: _ => Spans.One(random, Otlp.Noon, 5, isError: true)));

        Assert.Equal([(1, 2), (2, 3)], Plan.Objectives.Select(o => Assert.Single(store.Counts(o, Day))).Select(c => (c.Good, c.Total)));
    }

    [Fact]
    public async Task Minutes_counted_under_another_target_are_counted_again_from_the_histograms()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open(Plan))
        {
            await StoreDirectory.Accept(store, Spans.Request(1, 100, span: r => Spans.One(r, Otlp.Noon, (ulong)r.Next(10, 90) * 1_000_000)));
            await StoreDirectory.Accept(store, Spans.Request(2, 50, span: r => Spans.One(r, Otlp.Noon, (ulong)r.Next(110, 200) * 1_000_000)));
        }

        var stricter = Plan with { Objectives = [Plan.Objectives[0] with { Latency = TimeSpan.FromMilliseconds(100) }] };
        await using var later = directory.Open(stricter);
        await StoreDirectory.Accept(later, Spans.Request(3, 10, span: r => Spans.One(r, Otlp.Noon + 60_000_000_000, 5)));

        Assert.Equal([(100, 150), (10, 10)], later.Counts(stricter.Objectives[0], Day).Select(c => (c.Good, c.Total)));
    }

    [Fact]
    public async Task Sampling_at_the_client_is_undone_by_the_adjusted_count()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 3, span: r => Spans.One(r, Otlp.Noon, 5, traceState: "ot=rv:ffffffffffffff;th:c")));
        await StoreDirectory.Accept(store, Spans.Request(2, 2000, span: r => Spans.One(r, Otlp.Noon + 60_000_000_000, 5, traceState: "x=y,ot=rv:ffffffffffffff;th:4")));

        var requests = store.Queries.Sql("SELECT sum(requests) FROM rollups GROUP BY minute ORDER BY minute", new(), TestContext.Current.CancellationToken).Rows.Select(r => Convert.ToInt64(r[0])).ToList();

        Assert.Equal(12, requests[0]);
        // th:4 stands for 4/3 requests: 2000 of them for 2667, give or take three standard errors of the rounding.
        Assert.InRange(requests[1], 2667 - 63, 2667 + 63);
    }

    [Fact]
    public async Task Requests_that_match_no_operation_count_under_their_service_and_route()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Plan);
        await StoreDirectory.Accept(store, Spans.Request(1, 4, span: r => Spans.One(r, Otlp.Noon, 5, route: "/cart")));

        var route = Assert.Single(store.Routes(Day));

        Assert.Equal(("shop", "/cart", "server", "", 4, 0), (route.Service, route.Route, route.Kind, route.Operation, route.Requests, route.Errors));
    }

    private static Evidence.TimeRange Day => new(DateTimeOffset.FromUnixTimeSeconds(1_795_392_000), DateTimeOffset.FromUnixTimeSeconds(1_795_478_400));

    private static ProtoMessage Counted(Random ids, Random random, Dictionary<(ulong, string), (long Requests, long Errors, long Sum)> expected)
    {
        var (start, nanos, route, isError) = (Otlp.Noon + (ulong)random.NextInt64(300_000_000_000), (ulong)random.NextInt64(1, 900_000_000), random.Next(2) == 0 ? "/checkout" : "/cart", random.Next(10) == 0);
        var key = (start - (start % 60_000_000_000), route);
        var (requests, errors, sum) = expected.GetValueOrDefault(key);
        expected[key] = (requests + 1, errors + (isError ? 1 : 0), sum + (isError ? 0 : (long)nanos));
        return Spans.One(ids, start, nanos, route, isError);
    }
}
