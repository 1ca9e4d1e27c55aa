using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Receive;

/// <summary>What strangers say of their spans, and what is believed.</summary>
public class OutsiderTests
{
    private static readonly SourceLocation s_somewhere = new("upshot.yaml", 1, 1);

    private static readonly ProductPlan s_plan = new()
    {
        Operations = [new("pay", s_somewhere) { Entry = new() { Service = "shop", Route = "/pay" } }],
        Objectives = [new("pays", s_somewhere) { Operation = "pay", Target = 0.99 }],
    };

    private static readonly Upshot.Evidence.TimeRange s_always = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));

    /// <summary>Half of a hundred payments fail; a threshold that came in from outside must not make them vanish.</summary>
    [Theory]
    [InlineData("ot=th:ffffffffffffff", 1)]
    [InlineData("ot=th:ffffffffffffff;rv:fffffffffffffe", 1)]
    [InlineData("ot=th:8;rv:7fffffffffffff", 1)]
    [InlineData("ot=th:fffffffffffffff", 1)]
    [InlineData("ot=th:-1", 1)]
    [InlineData("ot=th:0x8", 1)]
    [InlineData("ot=th:", 1)]
    [InlineData("ot=th:8;rv:8", 1)]
    [InlineData("vendor=th:8", 1)]
    [InlineData("ot=th:ffffffffffffff;rv:ffffffffffffff", 1 << 20)]
    public async Task A_budget_stays_spent_whatever_threshold_comes_in(string traceState, long weight)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        var n = 0;
        await StoreDirectory.Accept(store, Spans.Request(1, 100, span: r => Spans.One(r, Otlp.Noon, 5, "/pay", isError: n++ % 2 == 0)));
        await StoreDirectory.Accept(store, Spans.Request(2, 200, span: r => One(r).Text(3, traceState)));
        var counted = store.Counts(s_plan.Objectives[0], s_always);
        Assert.Equal((50, 100 + (200 * weight)), (counted.Sum(c => c.Total - c.Good), counted.Sum(c => c.Total)));
        Assert.Equal(weight > 1, counted.Any(c => !c.Sampling.IsNone));

        // The last 7 bytes of the trace's id are 00…01: no sampler of a threshold above that would have kept it.
        static ProtoMessage One(Random random)
        {
            byte[] trace = [9, .. BitConverter.GetBytes(random.NextInt64()), 0, 0, 0, 0, 0, 0, 1];
            return new ProtoMessage().Blob(1, trace).Blob(2, [1, .. BitConverter.GetBytes(random.NextInt64())[1..]]).Text(5, "GET /pay").Varint(6, 2).Fixed64(7, Otlp.Noon).Fixed64(8, Otlp.Noon + 5).Attribute(9, "http.route", "/pay");
        }
    }

    [Fact]
    public async Task Kinds_and_statuses_that_nobody_knows_are_unspecified_and_neither_requests_nor_failures()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        ulong[] odd = [99, ulong.MaxValue, 6, int.MaxValue, 1UL << 40];
        await StoreDirectory.Accept(store, Otlp.Request(
            [.. odd.Select((kind, i) => Below(i, kind, 0)), .. odd.Select((status, i) => Below(50 + i, 2, status))]));
        Assert.Equal("unspecified 5, server 5", StoreDirectory.Single(store, "SELECT string_agg(kind || ' ' || n, ', ' ORDER BY kind DESC) FROM (SELECT kind, count(*) AS n FROM spans GROUP BY ALL)"));
        Assert.Equal("unset", StoreDirectory.Single(store, "SELECT string_agg(DISTINCT status) FROM spans"));
        Assert.Equal("5 0", StoreDirectory.Single(store, "SELECT sum(requests)::BIGINT || ' ' || sum(errors)::BIGINT FROM rollups"));

        static ProtoMessage Below(int id, ulong kind, ulong status) => new ProtoMessage().Blob(1, Otlp.TraceId).Blob(2, [1, 0, 0, 0, 0, 0, 1, (byte)id]).Blob(4, [1, 2, 3, 4, 5, 6, 7, 8])
            .Text(5, "x").Varint(6, kind).Fixed64(7, Otlp.Noon).Fixed64(8, Otlp.Noon + 5).Message(15, new ProtoMessage().Varint(3, status));
    }

    /// <summary>A consumer span whose parent is in another process is a request; one that a poll in its own process began is work of that request.</summary>
    [Theory]
    [InlineData(0x300u, 1)]
    [InlineData(0x100u, 0)]
    [InlineData(0u, 1)]
    [InlineData(0xffffffffu, 1)]
    [InlineData(0xfffffdffu, 0)]
    public async Task Polling_is_told_from_processing_by_the_flags(uint flags, long requests)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        var consumer = new ProtoMessage().Blob(1, Otlp.TraceId).Blob(2, Otlp.SpanId).Blob(4, [1, 2, 3, 4, 5, 6, 7, 8]).Text(5, "orders process").Varint(6, 5).Fixed64(7, Otlp.Noon).Fixed64(8, Otlp.Noon + 5).Fixed32(16, flags);
        await StoreDirectory.Accept(store, Otlp.Request(consumer));
        Assert.Equal(requests, Convert.ToInt64(StoreDirectory.Single(store, "SELECT coalesce(sum(requests), 0)::BIGINT FROM rollups"), null));
    }
}
