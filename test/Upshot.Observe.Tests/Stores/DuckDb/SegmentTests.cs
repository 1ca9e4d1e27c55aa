using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Receive;
using Upshot.Observe.State;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Plans;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public sealed class SegmentTests
{
    [Fact]
    public void What_comes_after_a_snapshot_is_not_in_it()
    {
        using var directory = new StoreDirectory();
        Directory.CreateDirectory(directory.Path);
        using var journal = Journal.Open(Path.Combine(directory.Path, "1.journal"));
        using var operational = OperationalState.Open(directory.Path, null, NullLogger.Instance);
        var reader = new BatchReader();
        var plan = StorePlan.Of(new ProductPlan(), new PlanHistoryTable(operational), [], null, new BoundMemory(), NullLogger.Instance);
        var segment = new Segment(1, journal, plan, DateTimeOffset.UnixEpoch);
        var state = new StoreState([]) { Plan = plan };
        state.Add(segment);
        Add(1);
        Add(2);
        using var snapshot = state.Take(withRollups: true);
        Add(3);

        var view = Assert.Single(snapshot.Segments);
        Assert.Equal(2, view.Segment.Entries(view.Entries).Count);
        Assert.Equal(2, view.Segment.Entries(TelemetrySignal.Traces, view.Entries).Count);
        Assert.Equal(2, view.Rollups.Sum(r => r.Requests));
        using var later = state.Take(withRollups: true);
        Assert.Equal(3, Assert.Single(later.Segments).Entries);

        void Add(int seed)
        {
            var bytes = Spans.Request(seed, 1).Bytes;
            var body = new RequestBuffer(bytes.Length);
            body.Write(bytes);
            var entry = new JournalEntry(TelemetrySignal.Traces, DateTimeOffset.UnixEpoch, Journal.HashOf(bytes), body);
            segment.Add(entry, plan.Policy.Apply(reader.Read(entry.Signal, body, entry.ReceivedAt)).Summary);
        }
    }
}
