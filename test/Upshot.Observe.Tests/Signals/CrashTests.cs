using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Signals;

public class CrashTests
{
    private static readonly DateTimeOffset Arrival = DateTimeOffset.UnixEpoch.AddSeconds(Noon / 1e9).AddTicks(12_345);

    [Fact]
    public async Task What_was_acknowledged_and_not_sealed_is_the_same_after_a_crash_in_every_column()
    {
        await using var store = new TemporaryStore(time: new StoppedClock(Arrival));
        foreach (var signal in Enum.GetValues<TelemetrySignal>())
        {
            foreach (var request in Samples.Of(signal))
            {
                Assert.Equal(IntakeStatus.Accepted, (await store.Accept(signal, request)).Status);
            }
        }

        // Its time is that of its arrival, which the restart must not move.
        await store.Keep(TelemetrySignal.Logs, new ProtoMessage().Text(3, "without a time"));

        await using var next = new TemporaryStore(time: new StoppedClock(Arrival.AddHours(1)), directory: store.CopyAsAfterACrash());

        // Two of the 17 data points are deltas that came before.
        Assert.Equal(5 + 15 + 5 + 1, next.Store.Recovered.Records);
        foreach (var table in new[] { "spans", "logs", "metric_points" })
        {
            var rows = store.Rows($"SELECT * FROM {table} ORDER BY ALL");
            Assert.NotEmpty(rows);
            Assert.Equal(rows, next.Rows($"SELECT * FROM {table} ORDER BY ALL"));
        }
    }
}
