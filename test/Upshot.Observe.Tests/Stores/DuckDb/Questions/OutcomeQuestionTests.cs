using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Plan;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What a process contributed to a signal, whatever temporality its metric has.</summary>
public class OutcomeQuestionTests
{
    private const ulong Minute = 60_000_000_000;
    private static readonly SourceLocation s_somewhere = new("signals/a.yaml", 1, 1);
    private static readonly TimeRange s_range = new(Story.Noon, Story.Noon.AddMinutes(30));

    [Fact]
    public async Task A_counter_counts_what_was_added_meanwhile()
    {
        await using var temporary = new TemporaryStore();
        var store = temporary.Store;
        await temporary.Keep(
            TelemetrySignal.Metrics,
            // Delta: two points of the time, one of the time before.
            Sum("delta", 1, true, At(1, -5).Double(4, 100), At(1, 1).Double(4, 3), At(1, 2).Double(4, 4)),
            // Cumulative since before: from 10 to 25. Another series began within the time: all of its 7.
            Sum("cumulative", 2, true, At(-60, -1).Double(4, 10), At(-60, 5).Double(4, 18), At(-60, 10).Double(4, 25), At(3, 10).Attribute(7, "kind", "b").Double(4, 7)),
            // Since long before, and nothing known of then: what came after its first point.
            Sum("old", 2, true, At(-600, 5).Double(4, 1000), At(-600, 6).Double(4, 1001)));

        Assert.Equal((7, 7), Of(store, "delta"));
        Assert.Equal((22, 22), Of(store, "cumulative"));
        Assert.Equal((1, 1), Of(store, "old"));
        Assert.Empty(store.Ask(new OutcomeQuestion(Named("delta"), "production", "1.2.3", s_range)));
        Assert.Empty(store.Ask(new OutcomeQuestion(Named("delta"), null, "1.2.4", s_range)));
        Assert.Equal("shop-1", Assert.Single(store.Ask(new OutcomeQuestion(Named("delta"), "test", null, Times.All))).Process);
    }

    [Fact]
    public async Task A_histogram_has_a_count_and_a_sum()
    {
        await using var temporary = new TemporaryStore();
        var store = temporary.Store;
        await temporary.Keep(TelemetrySignal.Metrics, Histogram("value", At(0, 1).Fixed64(4, 6).Double(5, 90), At(1, 2).Fixed64(4, 2).Double(5, 30)));
        Assert.Equal((8, 120), Of(store, "value"));
    }

    private static (double Count, double Sum) Of(Observe.Stores.ITelemetryStore store, string name) =>
        Assert.Single(store.Ask(new OutcomeQuestion(Named(name), null, "1.2.3", s_range))) is var row ? (row.Count, row.Sum) : default;

    private static Signal Named(string name) => new($"metric.{name}", SignalKind.Metric, s_somewhere) { Name = name };

    private static ProtoMessage At(int start, int minute) => new ProtoMessage().Fixed64(2, Moment(start)).Fixed64(3, Moment(minute));

    private static ulong Moment(int minute) => minute < 0 ? Noon - ((ulong)-minute * Minute) : Noon + ((ulong)minute * Minute);
}
