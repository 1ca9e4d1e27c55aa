using Upshot.Observe.Otlp;

namespace Upshot.Observe.Tests.Signals;

public class MergeTests
{
    [Fact]
    public async Task Small_files_of_every_signal_are_merged_and_their_rows_stay_the_same()
    {
        // The clock of the records: by today's they may be older than the plan keeps.
        await using var store = new TemporaryStore(time: new StoppedClock(DateTimeOffset.UnixEpoch.AddSeconds(Otlp.Noon / 1e9)));
        for (var i = 0ul; i < 12; i++)
        {
            await store.Keep(TelemetrySignal.Traces, Otlp.Span(start: Otlp.Noon + i));
            await store.Keep(TelemetrySignal.Logs, Otlp.Log(Otlp.Noon + i, $"message {i}"));
            await store.Keep(TelemetrySignal.Metrics, Otlp.Gauge("g", Otlp.Point(Otlp.Noon + i).Double(4, i)));
            await store.Store.SealAsync();
        }

        string[] tables = ["spans", "logs", "metric_points"];
        var before = tables.Select(table => store.Rows($"SELECT * FROM {table} ORDER BY ALL")).ToArray();
        Assert.Equal(36, store.ParquetFiles.Count);
        store.Store.Maintain();

        Assert.Equal(3, store.ParquetFiles.Count);
        Assert.All(before, rows => Assert.Equal(12, rows.Count));
        Assert.Equal(before, tables.Select(table => store.Rows($"SELECT * FROM {table} ORDER BY ALL")));
    }
}
