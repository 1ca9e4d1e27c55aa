using Microsoft.Extensions.Time.Testing;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>Another plan comes while the store is open.</summary>
public sealed class PlanChangeTests
{
    private static readonly SourceLocation s_place = new("upshot.yaml", 1, 1);

    // The same operations at other places: who counted by the place of the other plan would count under the wrong name.
    private static readonly ProductPlan s_one = new()
    {
        Operations = [Of("checkout"), Of("search")],
        Objectives = [new("works", s_place) { Operation = "checkout", Target = 0.99 }],
    };

    private static readonly ProductPlan s_other = new()
    {
        Operations = [Of("search"), Of("browse"), Of("checkout")],
        Objectives = [new("finds", s_place) { Operation = "search", Target = 0.9 }, new("works", s_place) { Operation = "checkout", Target = 0.9 }],
    };

    [Fact]
    public async Task What_comes_while_plans_change_counts_once_and_under_its_own_name()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_one);
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var senders = Enumerable.Range(1, 4).Select(sender => Task.Run(
            async () =>
            {
                for (var seed = 1; !stop.IsCancellationRequested; seed++)
                {
                    Assert.Equal(IntakeStatus.Accepted, (await StoreDirectory.Accept(store, Spans.Request((sender * 100_000) + seed, 5))).Status);
                    Interlocked.Add(ref sent, 5);
                }
            },
            TestContext.Current.CancellationToken)).ToList();

        for (var change = 0; change < 20; change++)
        {
            await store.UseAsync(change % 2 == 0 ? s_other : s_one, TestContext.Current.CancellationToken);
            var seen = store.Queries.Sql("SELECT (SELECT count(*) FROM spans), (SELECT coalesce(sum(requests), 0)::BIGINT FROM rollups)", new(), TestContext.Current.CancellationToken).Rows[0];
            Assert.Equal(seen[0], seen[1]);
        }

        await stop.CancelAsync();
        await Task.WhenAll(senders);
        Assert.Equal($"checkout {sent}", Sums(store, "operation", "requests", "rollups"));
        Assert.Equal($"works {sent}", Sums(store, "objective", "total", "objective_minutes"));
        await store.SealAsync();
        Assert.Equal($"checkout {sent}", Sums(store, "operation", "requests", "rollups"));
        Assert.Equal($"checkout {sent}", StoreDirectory.Single(store, "SELECT string_agg(operation || ' ' || n, ', ') FROM (SELECT operation, count(*) AS n FROM spans GROUP BY operation)"));
    }

    [Fact]
    public async Task A_new_operation_counts_what_was_stored_before_once_and_says_what_is_not_counted_yet()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_one, new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds((long)(Otlp.Noon / 1_000_000)).AddHours(2)));
        for (var seed = 1; seed <= 40; seed++)
        {
            await StoreDirectory.Accept(store, Spans.Request(seed, 5));
        }

        Assert.Equal(0, await store.CountHistoryAsync(TestContext.Current.CancellationToken));
        var said = new List<string>();
        var other = s_other with { Operations = [Of("search"), Of("browse"), Of("checkout") with { Name = "pay" }], Objectives = [.. s_other.Objectives, new("pays", s_place) { Operation = "pay", Target = 0.9 }] };
        await store.UseAsync(other, TestContext.Current.CancellationToken);
        await StoreDirectory.Accept(store, Spans.Request(100, 5));
        store.Sealed += _ => said.AddRange(store.Notices);

        Assert.Equal(200, await store.CountHistoryAsync(TestContext.Current.CancellationToken));
        Assert.Contains("pays 205", Sums(store, "objective", "total", "objective_minutes"), StringComparison.Ordinal);
        Assert.Equal("pay 205", Sums(store, "operation", "requests", "rollups"));
        Assert.Contains(said, s => s.Contains("being counted for", StringComparison.Ordinal) && s.Contains("pays", StringComparison.Ordinal));
        Assert.Empty(store.Notices);

        // Neither again, nor of another plan that has it, nor after the plan before was there meanwhile.
        Assert.Equal(0, await store.CountHistoryAsync(TestContext.Current.CancellationToken));
        await store.UseAsync(s_one, TestContext.Current.CancellationToken);
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        await store.UseAsync(other, TestContext.Current.CancellationToken);
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        Assert.Contains("pays 205", Sums(store, "objective", "total", "objective_minutes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_is_narrowed_loses_what_it_is_no_longer_recognised_by_where_its_requests_are_still_known()
    {
        using var directory = new StoreDirectory();
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds((long)(Otlp.Noon / 1_000_000)).AddHours(2));
        await using var store = directory.Open(s_one, clock);
        await StoreDirectory.Accept(store, Spans.Request(1, 40));
        await StoreDirectory.Accept(store, Spans.Request(2, 10, span: r => Spans.One(r, Otlp.Noon, 1_000_000, "/checkout").Attribute(9, "shop.kind", "gift")));
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        var narrow = s_one with { Operations = [Of("checkout") with { Entry = Of("checkout").Entry with { Attributes = new Dictionary<string, string> { ["shop.kind"] = "gift" } } }, Of("search")] };

        await store.UseAsync(narrow, TestContext.Current.CancellationToken);
        Assert.Equal(40, await store.CountHistoryAsync(TestContext.Current.CancellationToken));
        Assert.Equal("works 10", Sums(store, "objective", "total", "objective_minutes"));
        Assert.Equal("checkout 10", Sums(store, "operation", "requests", "rollups"));
        Assert.Equal(0, await store.CountHistoryAsync(TestContext.Current.CancellationToken));

        // Wider again, and narrow again when spans of the hour are gone: what was counted stays.
        await store.UseAsync(s_one, TestContext.Current.CancellationToken);
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        Assert.Equal("works 50", Sums(store, "objective", "total", "objective_minutes"));
        await store.SealAsync();
        foreach (var file in Directory.GetFiles(directory.Parquet, "spans-*", SearchOption.AllDirectories).Take(1))
        {
            File.Delete(file);
        }

        await store.CheckAsync(TestContext.Current.CancellationToken);
        await store.UseAsync(narrow, TestContext.Current.CancellationToken);
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        Assert.Equal("works 50", Sums(store, "objective", "total", "objective_minutes"));
    }

    /// <summary>An operation that no objective is about, and numbers of every kind: what pages show of the past is what they would have shown.</summary>
    [Fact]
    public async Task Pages_show_the_history_of_a_new_operation_as_if_it_had_always_been_one()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds((long)(Otlp.Noon / 1_000_000)).AddHours(3));
        var later = s_one with { Operations = [.. s_one.Operations, Of("browse")] };
        using StoreDirectory grown = new(), known = new();
        await using TelemetryStore store = grown.Open(s_one, clock), oracle = known.Open(later, clock);
        for (var seed = 1; seed <= 6; seed++)
        {
            await StoreDirectory.Accept(store, Requests(seed));
            await StoreDirectory.Accept(oracle, Requests(seed));
            await (seed == 3 ? store.SealAsync() : Task.CompletedTask);
        }

        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        await store.UseAsync(later, TestContext.Current.CancellationToken);
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        await Same();

        // Counted once, whatever is sealed, merged, opened again or asked for meanwhile.
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        await store.UseAsync(s_one, TestContext.Current.CancellationToken);
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        await store.UseAsync(later, TestContext.Current.CancellationToken);
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        await store.SealAsync();
        store.Maintain();
        await Same();

        async Task Same()
        {
            object[] questions =
            [
                new RouteQuestion(Times.All), new ProcessQuestion(Times.All), new LifeQuestion(Times.All),
                new BlockQuestion([new("shop", null, "browse", null, Times.All, TimeSpan.FromMinutes(5)), new("shop", null, "checkout", "1.0", Times.All, TimeSpan.FromMinutes(5))]),
                new TrafficQuestion([new("browse", null), new("checkout", null), new("search", null)], Times.All),
            ];
            foreach (var question in questions)
            {
                Assert.Equal(await AnswerText.Of(oracle, question), await AnswerText.Of(store, question));
            }
        }

        static ProtoMessage Requests(int seed) => Spans.Request(seed, 40, span: r => Spans.One(
            r, Otlp.Noon + (ulong)r.NextInt64(7_200_000_000_000), (ulong)r.NextInt64(1_000_000, 500_000_000), new[] { "/checkout", "/browse", "/else" }[r.Next(3)], isError: r.Next(5) == 0,
            traceState: r.Next(2) == 0 ? null : "ot=th:8;rv:ffffffffffffff"));
    }

    /// <summary>Ends before their starts and beyond 2262, and times that are truly nothing: only the last were fast.</summary>
    [Fact]
    public async Task History_without_usable_durations_counts_as_it_would_have_when_it_came()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds((long)(Otlp.Noon / 1_000_000)).AddHours(2));
        var fast = new Objective("fast", s_place) { Operation = "checkout", Target = 0.9, Latency = TimeSpan.FromMilliseconds(300) };
        var later = s_one with { Objectives = [.. s_one.Objectives, fast, fast with { Name = "faster", Latency = TimeSpan.FromMilliseconds(1) }] };
        using StoreDirectory grown = new(), known = new();
        await using TelemetryStore store = grown.Open(s_one, clock), oracle = known.Open(later, clock);
        for (var seed = 1; seed <= 4; seed++)
        {
            await StoreDirectory.Accept(store, Requests(seed));
            await StoreDirectory.Accept(oracle, Requests(seed));
            await (seed == 2 ? store.SealAsync() : Task.CompletedTask);
        }

        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        await store.UseAsync(later, TestContext.Current.CancellationToken);
        Assert.True(await store.CountHistoryAsync(TestContext.Current.CancellationToken) > 0);
        foreach (var column in new[] { "good", "total" })
        {
            Assert.Equal(Sums(oracle, "objective", column, "objective_minutes"), Sums(store, "objective", column, "objective_minutes"));
        }

        Assert.Equal(StoreDirectory.Single(oracle, "SELECT sum(requests)::BIGINT FROM rollups"), StoreDirectory.Single(store, "SELECT sum(requests)::BIGINT FROM rollups"));
        var (all, timed) = (StoreDirectory.Single(store, "SELECT count(*) FROM spans"), StoreDirectory.Single(store, "SELECT count(*) FROM spans WHERE duration_ns >= 0"));
        Assert.Equal((160L, true), (all, timed is > 60L and < 100L));

        static ProtoMessage Requests(int seed) => Spans.Request(seed, 40, span: r => Spans.One(
            r, Otlp.Noon + (ulong)r.NextInt64(60_000_000_000), new ulong[] { 0, 200_000_000, ulong.MaxValue - 5, ulong.MaxValue / 2 }[r.Next(4)], "/checkout", traceState: r.Next(2) == 0 ? null : "ot=th:8;rv:ffffffffffffff"));
    }

    [Fact]
    public async Task Requests_of_which_spans_are_gone_stay_where_they_were_counted()
    {
        using var directory = new StoreDirectory();
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds((long)(Otlp.Noon / 1_000_000)).AddHours(2));
        await using var store = directory.Open(s_one, clock);
        await StoreDirectory.Accept(store, Spans.Request(1, 10, span: r => Spans.One(r, Otlp.Noon, 1_000_000, "/browse")));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Spans.Request(2, 10, span: r => Spans.One(r, Otlp.Noon, 1_000_000, "/browse")));
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        File.Delete(Assert.Single(Directory.GetFiles(directory.Parquet, "spans-*", SearchOption.AllDirectories)));
        await store.CheckAsync(TestContext.Current.CancellationToken);
        await store.UseAsync(s_one with { Operations = [.. s_one.Operations, Of("browse")] }, TestContext.Current.CancellationToken);
        await store.CountHistoryAsync(TestContext.Current.CancellationToken);
        Assert.Equal(20L, StoreDirectory.Single(store, "SELECT sum(requests)::BIGINT FROM rollups WHERE coalesce(operation, '') = ''"));
    }

    [Fact]
    public async Task Questions_are_answered_in_the_schema_of_the_plan_that_counts_when_they_are_asked()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(new ProductPlan { Signals = [Checkout("GET /checkout", 1)] });
        await StoreDirectory.Accept(store, Spans.Request(1, 3));
        using var asked = store.Queries.Session(withRollups: false, CancellationToken.None);

        await store.UseAsync(new ProductPlan { Digest = "b", Signals = [Checkout("check out", 2, new Migration(1, s_place) { RenamedFrom = "GET /checkout" })] }, TestContext.Current.CancellationToken);

        Assert.Equal("b", store.Plan.Digest);
        Assert.Equal("check out", StoreDirectory.Single(store, "SELECT any_value(name) FROM spans"));
        Assert.Equal(["GET /checkout"], asked.Read($"SELECT DISTINCT name FROM ({asked.Spans(long.MinValue, long.MaxValue)})", r => r.GetString(0)));

        // It is remembered, as a plan that the directory was opened with is.
        await store.UseAsync(new ProductPlan { Signals = [Checkout("GET /checkout", 1)] }, TestContext.Current.CancellationToken);
        Assert.Equal("GET /checkout", StoreDirectory.Single(store, "SELECT any_value(name) FROM spans"));
    }

    [Fact]
    public async Task A_change_that_finds_no_room_changes_nothing()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_one);
        var before = store.Plan;
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        Directory.CreateDirectory(Path.Combine(directory.Journal, "0000000002.journal"));

        await Assert.ThrowsAsync<StoreException>(() => store.UseAsync(s_other, TestContext.Current.CancellationToken));

        Assert.Same(before, store.Plan);
        await StoreDirectory.Accept(store, Spans.Request(2, 10));
        Assert.Equal("checkout 20", Sums(store, "operation", "requests", "rollups"));
        Directory.Delete(Path.Combine(directory.Journal, "0000000002.journal"));
        await store.UseAsync(s_other, TestContext.Current.CancellationToken);
        Assert.Same(s_other, store.Plan);
    }

    [Fact]
    public async Task Attributes_that_a_new_plan_declares_are_named_until_they_have_columns()
    {
        using var directory = new StoreDirectory();
        var plan = new ProductPlan { Signals = [Checkout("GET /checkout", 1) with { Attributes = [.. new[] { "shop.colour", "http.route" }.Select(name => new SignalAttribute(new(name, s_place), RequirementLevel.Required, s_place))] }] };
        await using (var store = directory.Open())
        {
            Assert.Equal(["shop.colour"], store.WithoutColumn(plan));
        }

        await using var again = directory.Open(plan);
        Assert.Empty(again.WithoutColumn(plan));
    }

    private static string Sums(TelemetryStore store, string by, string column, string table) =>
        (string)StoreDirectory.Single(store, $"SELECT string_agg({by} || ' ' || n, ', ') FROM (SELECT {by}, sum({column})::BIGINT AS n FROM {table} GROUP BY {by} HAVING n <> 0)")!;

    private static Operation Of(string name) => new(name, s_place) { Entry = new() { Route = $"/{name}" } };

    private static Signal Checkout(string name, int version, params Migration[] migrations) => new("span.checkout", SignalKind.Span, s_place) { Name = name, Version = version, Migrations = migrations };
}
