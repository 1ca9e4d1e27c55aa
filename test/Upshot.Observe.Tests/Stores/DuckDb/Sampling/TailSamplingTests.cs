using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb.Sampling;

/// <summary>The server decides of hours that are over which traces stay.</summary>
public class TailSamplingTests
{
    private const ulong Second = 1_000_000_000;
    private static readonly DateTimeOffset s_noon = DateTimeOffset.FromUnixTimeSeconds(1_795_392_000);
    private static readonly ProductPlan s_plan = Planned(0.01);

    [Fact]
    public async Task Five_per_cent_errors_are_told_as_five_though_all_of_them_stay_and_one_in_a_hundred_others()
    {
        using var directory = new StoreDirectory();
        await using var store = await Sampled(directory, s_plan, 20_000, n => n % 20 == 0);

        var failed = Number(store, "SELECT count(*) FROM spans WHERE status = 'error'");
        var stored = Number(store, "SELECT count(*) FROM spans");
        var share = Number(store, "SELECT sum(adjusted_count) FILTER (status = 'error') / sum(adjusted_count) FROM spans");

        Assert.Equal(1000, failed);
        Assert.InRange(stored, 1150, 1400);
        // 190 others are expected to be drawn: three standard errors of their number are a fifth of it.
        Assert.InRange(share, 0.05 / 1.25, 0.05 * 1.25);
    }

    [Fact]
    public async Task What_was_counted_when_it_came_stays_exact()
    {
        using var directory = new StoreDirectory();
        await using var store = await Sampled(directory, s_plan, 20_000, n => n % 20 == 0);

        Assert.Equal(20_000, Number(store, "SELECT sum(requests) FROM rollups"));
        Assert.Equal(1_000, Number(store, "SELECT sum(errors) FROM rollups"));
        Assert.All(await store.AskAsync(new SamplingQuestion([new(null, null, "checkout", null, Times.All, TimeSpan.FromMinutes(1))]), TestContext.Current.CancellationToken), Assert.Empty);
    }

    [Fact]
    public async Task Slow_and_rare_requests_stay()
    {
        using var directory = new StoreDirectory();
        await using var store = await Sampled(directory, s_plan, 10_000, _ => false, n => n switch { < 40 => "/rare", _ => "/checkout" }, n => n is >= 40 and < 80 ? 5 * Second : n == 90 ? Second / 2 : Second / 100);

        Assert.Equal(40, Number(store, "SELECT count(*) FROM spans WHERE http_route = '/rare' AND adjusted_count = 1"));
        Assert.Equal(40, Number(store, "SELECT count(*) FROM spans WHERE duration_ns > 1000000000 AND adjusted_count = 1"));
    }

    [Fact]
    public async Task Spans_of_a_trace_share_its_fate_wherever_they_are_stored()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(s_noon);
        await using var store = directory.Open(s_plan, time);
        // A trace is a request and a call of it, of another service, that came in a file of its own; every fiftieth call fails.
        await StoreDirectory.Accept(store, Requests(3000, n => Span(n, 1, 0, n, Second / 100, "/checkout", isError: false)));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Requests(3000, n => Span(n, 2, 1, n, Second / 200, "/stock", isError: n % 50 == 0), "inventory"));
        await store.SealAsync();
        time.Advance(TimeSpan.FromHours(4));
        store.Maintain();

        Assert.Equal(0, Number(store, "SELECT count(*) FROM (SELECT trace_id FROM spans GROUP BY trace_id HAVING count(*) <> 2)"));
        Assert.Equal(60, Number(store, "SELECT count(*) FROM spans WHERE service = 'inventory' AND status = 'error'"));
        Assert.Equal(0, Number(store, "SELECT count(*) FROM (SELECT trace_id FROM spans GROUP BY trace_id HAVING min(adjusted_count) <> max(adjusted_count))"));
    }

    [Fact]
    public async Task The_probability_is_recorded_in_the_trace_state_and_a_second_decision_changes_nothing()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(s_noon);
        await using var store = directory.Open(s_plan, time);
        await StoreDirectory.Accept(store, Requests(20_000, n => Span(n, 1, 0, n, Second / 100, "/checkout", isError: false).Text(3, "vendor=1,ot=k:v")));
        await store.SealAsync();
        time.Advance(TimeSpan.FromHours(4));
        store.Maintain();
        var once = Rows(store);
        store.Maintain();

        Assert.Equal(once, Rows(store));
        Assert.All(once.Where(r => r.StartsWith("100", StringComparison.Ordinal)), r => Assert.Contains("ot=th:fd70a4;k:v,upshot=counted:1.0,vendor=1", r, StringComparison.Ordinal));

        static List<string> Rows(TelemetryStore store) => [.. store.Queries.Sql("SELECT adjusted_count, trace_state, span_id FROM spans ORDER BY span_id", new() { Rows = 10_000 }).Rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r[0]:0.####} {r[1]} {r[2]}"))];
    }

    [Fact]
    public async Task What_senders_sampled_already_stands_for_as_much_as_before()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(s_noon);
        await using var store = directory.Open(Planned(0.1), time);
        // Half of 40,000 requests were kept by their senders, by the randomness that the state says. Some claim to have been counted as one.
        await StoreDirectory.Accept(store, Requests(20_000, n => Span(n, 1, 0, n, Second / 100, "/checkout", isError: false).Text(3, $"ot=rv:{(ulong)(((n + 0.5) / 40_000 * (1L << 56)) + (1L << 55)):x14};th:8{(n % 2 == 0 ? ",upshot=counted:1.0" : "")}")));
        await store.SealAsync();
        time.Advance(TimeSpan.FromHours(4));
        store.Maintain();

        Assert.InRange(Number(store, "SELECT sum(adjusted_count) FROM spans"), 39_800, 40_200);
        Assert.InRange(Number(store, "SELECT count(*) FROM spans"), 3_900, 4_100);
        var classes = (await store.AskAsync(new SamplingQuestion([new(null, null, "checkout", null, Times.All, TimeSpan.FromMinutes(1))]), TestContext.Current.CancellationToken))[0];
        // As they were counted: two each, whatever they stand for among what is stored.
        var counted = Assert.Single(classes);
        Assert.InRange(counted.OtherSquares / counted.OtherWeights, 1.99, 2.01);
    }

    [Fact]
    public async Task Nothing_is_touched_before_its_hour_is_over_for_long_nor_without_a_plan_that_says_so()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(s_noon);
        await using (var store = directory.Open(s_plan, time))
        {
            await StoreDirectory.Accept(store, Requests(5_000, n => Span(n, 1, 0, n, Second / 100, "/checkout", isError: false)));
            await store.SealAsync();
            time.Advance(TimeSpan.FromHours(1.9));
            store.Maintain();
            Assert.Equal(5_000, StoreDirectory.Count(store));
        }

        await using var whole = directory.Open(new ProductPlan { Sampling = new() { Probability = 0.01 } }, time);
        time.Advance(TimeSpan.FromHours(4));
        whole.Maintain();
        Assert.Equal(5_000, StoreDirectory.Count(whole));
    }

    [Fact]
    public async Task Past_spans_of_a_sampled_hour_are_not_counted_again()
    {
        using var directory = new StoreDirectory();
        await using var store = await Sampled(directory, s_plan, 5_000, _ => false);
        var body = Requests(5_000, n => Span(n, 1, 0, n, Second / 100, "/checkout", isError: false)).Bytes;
        var buffer = new Upshot.Observe.Otlp.RequestBuffer(body.Length + 1);
        buffer.Write(body);
        var stored = StoreDirectory.Count(store);

        var result = await store.BackfillAsync(Upshot.Observe.Otlp.TelemetrySignal.Traces, buffer, TestContext.Current.CancellationToken);

        Assert.Equal((5_000, stored, 5_000 - stored, 0), (result.Records, result.Known, result.Sampled, result.Requests));
        Assert.Equal(5_000, Number(store, "SELECT sum(requests) FROM rollups"));
    }

    [Fact]
    public async Task A_new_objective_is_counted_from_what_stays_and_one_that_was_counted_stays_exact()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(s_noon);
        await using (var store = await Sampled(directory, s_plan, 20_000, n => n % 20 == 0, time: time))
        {
            await store.RecountAsync(Times.All, everything: true, TestContext.Current.CancellationToken);
            Assert.Equal((20_000, 1_000), Objective(store, "works"));
        }

        await using var changed = directory.Open(s_plan with { Objectives = [.. s_plan.Objectives, s_plan.Objectives[0] with { Name = "too", Target = 0.9 }] }, time);
        await changed.RecountAsync(Times.All, everything: true, TestContext.Current.CancellationToken);
        Assert.Equal((20_000, 1_000), Objective(changed, "works"));
        var (total, bad) = Objective(changed, "too");
        Assert.Equal(1_000, bad);
        Assert.InRange(total, 16_000, 24_000);

        static (double, double) Objective(TelemetryStore store, string name) =>
            (Number(store, $"SELECT sum(total) FROM objective_minutes WHERE objective = '{name}'"), Number(store, $"SELECT sum(total) - sum(good) FROM objective_minutes WHERE objective = '{name}'"));
    }

    private static async Task<TelemetryStore> Sampled(StoreDirectory directory, ProductPlan plan, int count, Func<int, bool> isError, Func<int, string>? route = null, Func<int, ulong>? nanos = null, FakeTimeProvider? time = null)
    {
        time ??= new FakeTimeProvider(s_noon);
        var store = directory.Open(plan, time);
        await StoreDirectory.Accept(store, Requests(count, n => Span(n, 1, 0, n, nanos?.Invoke(n) ?? Second / 100, route?.Invoke(n) ?? "/checkout", isError(n))));
        await store.SealAsync();
        time.Advance(TimeSpan.FromHours(4));
        store.Maintain();
        return store;
    }

    private static ProductPlan Planned(double share)
    {
        var here = new SourceLocation("upshot.yaml", 1, 1);
        return new()
        {
            Sampling = new() { Probability = share, IsTail = true },
            Operations = [new("checkout", here) { Entry = new() { Route = "/checkout" } }],
            Objectives = [new("works", here) { Operation = "checkout", Target = 0.9 }, new("fast", here) { Operation = "checkout", Latency = TimeSpan.FromSeconds(1), Target = 0.9 }],
        };
    }

    private static ProtoMessage Requests(int count, Func<int, ProtoMessage> span, string service = "shop") =>
        Otlp.Request(new ProtoMessage().Attribute(1, "service.name", service).Attribute(1, "service.version", "1.0"), Otlp.Scope(), [.. Enumerable.Range(0, count).Select(span)]);

    // Trace ids are hashes of numbers, and begin within an hour.
    private static ProtoMessage Span(int trace, ulong id, ulong parent, int at, ulong nanos, string route, bool isError)
    {
        var bytes = System.IO.Hashing.XxHash128.Hash(BitConverter.GetBytes(trace));
        var start = Otlp.Noon + ((ulong)at * 100_000_000 % (3_000 * Second));
        var span = new ProtoMessage().Blob(1, bytes).Blob(2, BitConverter.GetBytes(((ulong)trace << 8) + id)).Text(5, $"GET {route}").Varint(6, 2)
            .Fixed64(7, start).Fixed64(8, start + nanos).Attribute(9, "http.route", route).Attribute(9, "http.request.method", "GET");
        span = parent == 0 ? span : span.Blob(4, BitConverter.GetBytes(((ulong)trace << 8) + parent));
        return isError ? span.Message(15, new ProtoMessage().Varint(3, 2)) : span;
    }

    private static double Number(TelemetryStore store, string sql) => Convert.ToDouble(StoreDirectory.Single(store, sql), CultureInfo.InvariantCulture);
}
