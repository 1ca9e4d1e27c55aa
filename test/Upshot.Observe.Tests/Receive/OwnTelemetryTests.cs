using Upshot.Observe.Telemetry;

namespace Upshot.Observe.Tests.Receive;

public class OwnTelemetryTests
{
    [Fact]
    public void Nobody_listening_an_ingested_request_is_told_of_without_any_garbage()
    {
        Ingest(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Ingest(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Ingest(int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var ingest = ServerSignals.Ingest.Start(IngestKind.Traces);
            ingest.Succeed(1 << 20, IngestOutcome.Accepted);
        }
    }
}
