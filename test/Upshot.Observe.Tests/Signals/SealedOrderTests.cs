using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Signals;

public class SealedOrderTests
{
    [Fact]
    public async Task Sealed_points_stand_by_service_name_and_series_and_in_the_order_of_time()
    {
        await using var store = new TemporaryStore();
        foreach (var minute in new ulong[] { 3, 1, 2 })
        {
            await store.Keep(TelemetrySignal.Metrics, Gauge("b", Points(minute)), Gauge("a", Points(minute)));
        }

        await store.Store.SealAsync();
        var rows = store.Rows("SELECT name || ' ' || (attributes->>'$.room') || ' ' || value::INTEGER FROM metric_points");

        Assert.Equal(rows.Select(r => r[..1]), rows.Select(r => r[..1]).Order());
        Assert.Equal(18, rows.Count);
        foreach (var series in rows.Chunk(3))
        {
            Assert.Single(series.Select(r => r[..^1]).Distinct());
            Assert.Equal(["1", "2", "3"], series.Select(r => r[^1..]));
        }

        static ProtoMessage[] Points(ulong minute) => [.. new[] { "attic", "cellar", "hall" }.Select(room => Point(Noon + minute).Double(4, minute).Attribute(7, "room", room))];
    }

    [Fact]
    public async Task Sealed_logs_of_one_statement_stand_together_in_the_order_of_time()
    {
        await using var store = new TemporaryStore();
        await store.Keep(TelemetrySignal.Logs, Log(Noon + 4, "user 9 left"), Log(Noon + 1, "paid 7 EUR"), Log(Noon + 2, "user 3 came"), Log(Noon + 3, "paid 2 EUR"), Log(Noon, 17));

        await store.Store.SealAsync();

        Assert.Equal(["17", "paid 7 EUR", "paid 2 EUR", "user 3 came", "user 9 left"], store.Rows("SELECT body FROM logs"));
    }

    [Fact]
    public async Task Rows_of_all_signals_and_all_columns_are_the_same_after_the_seal()
    {
        await using var store = new TemporaryStore();
        foreach (var signal in Enum.GetValues<TelemetrySignal>())
        {
            foreach (var request in Samples.Of(signal))
            {
                var result = await store.Accept(signal, request);
                Assert.Equal((IntakeStatus.Accepted, 0), (result.Status, result.Rejected));
            }
        }

        string[] tables = ["spans", "logs", "metric_points"];
        var hot = tables.Select(table => store.Rows($"SELECT * FROM {table} ORDER BY ALL")).ToArray();
        await store.Store.SealAsync();

        Assert.All(hot, rows => Assert.NotEmpty(rows));
        Assert.Equal(hot, tables.Select(table => store.Rows($"SELECT * FROM {table} ORDER BY ALL")));
    }
}
