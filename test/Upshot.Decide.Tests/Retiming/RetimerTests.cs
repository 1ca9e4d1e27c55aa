using Upshot.Decide.CriticalPaths;
using Upshot.Decide.Retiming;
using Upshot.Decide.Tests.CriticalPaths;
using Upshot.Decide.Tests.Explanations;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Retiming;

public class RetimerTests
{
    private static readonly TraceEvidence s_trace = new("t",
    [
        Span("r", "", "root", 0, 100),
        Span("a", "r", "a", 10, 30),
        Span("b", "r", "b", 45, 90),
        Span("c", "r", "c", 45, 70),
        Span("d", "b", "d", 50, 80),
    ]);

    [Fact]
    public void A_change_of_nothing_is_the_identity()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var trace = TraceBuilder.Nested(random, 1 + random.Next(25));
            var same = Retimer.Of(trace, [Delay(AnyName(trace, random), 0)], SiblingOrder.Of([trace]));
            Assert.Equal(trace.Spans.OrderBy(s => s.SpanId).Select(s => (s.SpanId, s.StartNanos, s.DurationNanos)), same.Spans.OrderBy(s => s.SpanId).Select(s => (s.SpanId, s.StartNanos, s.DurationNanos)));
        }
    }

    [Fact]
    public void A_change_and_its_inverse_restore_the_trace()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "root" })
        {
            foreach (var x in new[] { 5.0, 17, 300 })
            {
                var order = SiblingOrder.Of([s_trace]);
                var back = Retimer.Of(Retimer.Of(s_trace, [Delay(name, x)], order), [Delay(name, -x)], order);
                Assert.Equal(s_trace.Spans.Select(s => (s.SpanId, s.StartNanos, s.DurationNanos)), back.Spans.Select(s => (s.SpanId, s.StartNanos, s.DurationNanos)));
            }
        }
    }

    [Fact]
    public void What_changes_is_monotone_and_at_most_the_delta_times_the_calls()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var trace = TraceBuilder.Nested(random, 1 + random.Next(25));
            var name = AnyName(trace, random);
            var calls = trace.Spans.Count(s => TraceEdit.Plain(s) == name);
            var order = SiblingOrder.Of([trace]);
            var last = double.NegativeInfinity;
            foreach (var delta in new[] { -1e9, -1e6, -1e3, 0, 1e3, 1e6, 1e9 })
            {
                var duration = Root(Retimer.Of(trace, [Delay(name, delta)], order));
                Assert.True(duration >= last);
                Assert.True(Math.Abs(duration - Root(trace)) <= (Math.Abs(delta) * calls) + 1, $"seed {seed}");
                last = duration;
            }
        }
    }

    [Fact]
    public void A_call_with_slack_changes_nothing_until_it_is_used_up()
    {
        Assert.Equal(100, Root(Retimer.Of(s_trace, [Delay("c", 20)], SiblingOrder.OfNothing)));
        Assert.Equal(105, Root(Retimer.Of(s_trace, [Delay("c", 25)], SiblingOrder.OfNothing)));
    }

    [Fact]
    public void What_waits_moves_with_what_it_waits_for()
    {
        var sooner = Retimer.Of(s_trace, [new TraceEdit(TraceEdit.PathOf("s root > s a"), EditKind.Faster, 0.5)], SiblingOrder.OfNothing);
        Assert.Equal(90, Root(sooner));
        Assert.Equal(35, sooner.Spans.Single(s => s.Name == "b").StartNanos);
    }

    // The order that one trace suggests is contradicted by another, in which the two run side by side.
    [Fact]
    public void An_order_that_another_trace_contradicts_does_not_hold()
    {
        var other = s_trace with { Spans = [.. s_trace.Spans.Select(s => s.Name is "a" ? s with { DurationNanos = 60 } : s)] };
        var order = SiblingOrder.Of([s_trace, other]);
        Assert.Equal(45, Retimer.Of(s_trace, [Delay("a", -15)], order).Spans.Single(s => s.Name == "b").StartNanos);
    }

    [Fact]
    public void Serial_calls_can_run_side_by_side_be_batched_and_spared()
    {
        var serial = new TraceEvidence("t", [Span("r", "", "root", 0, 100), Span("1", "r", "q", 10, 30), Span("2", "r", "q", 30, 50), Span("3", "r", "q", 50, 90)]);
        Assert.Equal(60, Root(Retimer.Of(serial, [new TraceEdit(["s root"], EditKind.Parallel)], SiblingOrder.OfNothing)));
        Assert.Contains(Root(Retimer.Of(serial, [new TraceEdit(["s q"], EditKind.Batch)], SiblingOrder.OfNothing)), new double[] { 40, 60 });
        Assert.Equal(20, Root(Retimer.Of(serial, [new TraceEdit(["s q"], EditKind.Cache, 1)], SiblingOrder.OfNothing)));
        Assert.Equal(100, Root(Retimer.Of(serial, [new TraceEdit(["s q"], EditKind.Cache, 0)], SiblingOrder.OfNothing)));
    }

    [Fact]
    public void Attempts_beyond_those_allowed_fall_away()
    {
        var tried = new TraceEvidence("t", [Span("r", "", "root", 0, 100), Span("1", "r", "q", 10, 30) with { IsError = true }, Span("2", "r", "q", 40, 60) with { IsError = true }, Span("3", "r", "q", 70, 90)]);
        Assert.Equal(70, Root(Retimer.Of(tried, [new TraceEdit(["s q"], EditKind.Retries, 1)], SiblingOrder.OfNothing)));
        Assert.Equal(100, Root(Retimer.Of(tried, [new TraceEdit(["s q"], EditKind.Retries, 2)], SiblingOrder.OfNothing)));
    }

    // Both are named by their method alone; a refused attempt reached nobody.
    [Fact]
    public void Calls_of_two_services_are_none_that_is_repeated()
    {
        var two = new TraceEvidence("t", [Span("r", "", "root", 0, 100), Span("1", "r", "GET", 10, 30), Of("users", "1", 12, 28), Span("2", "r", "GET", 40, 60), Of("stock", "2", 42, 58), Span("3", "r", "GET", 70, 75) with { IsError = true }, Span("4", "r", "GET", 75, 90), Of("prices", "4", 76, 89)]);
        Assert.Equal(100, Root(Retimer.Of(two with { Spans = [.. two.Spans.Where(s => s.SpanId != "3")] }, [new TraceEdit(["s GET"], EditKind.Batch)], SiblingOrder.OfNothing)));
        Assert.Equal(95, Root(Retimer.Of(two, [new TraceEdit(["s GET"], EditKind.Retries)], SiblingOrder.OfNothing)));
        Assert.DoesNotContain(Improvements.Of([two], 0.95, null), i => i.Edit.Kind is EditKind.Batch or EditKind.Cache);

        SpanEvidence Of(string service, string parent, long start, long end) => new(service, parent, service, $"GET /{service}", "server", start, end - start, false);
    }

    [Fact]
    public void A_tail_after_the_answer_moves_nothing()
    {
        var tail = s_trace with { Spans = [.. s_trace.Spans, Span("t", "r", "tail", 60, 300)] };
        Assert.Equal(100, Root(Retimer.Of(tail, [Delay("tail", 500)], SiblingOrder.OfNothing)));
    }

    // What a seeded cause cost comes back when it is put back, on other traces than those of the prediction.
    [Fact]
    public void A_prediction_is_what_another_build_shows()
    {
        var before = SeededTraces.Draw(1, 1500, Decide.Explanations.CauseKind.MoreCalls);
        var after = SeededTraces.Draw(2, 1500);
        var predicted = Prediction.Of(before, [new TraceEdit(TraceEdit.PathOf("[shop] checkout > [stock] SELECT"), EditKind.Faster, 2.0 / 3)], 0.95, null);
        double[] shown = [.. after.Select(Root).Order()];
        Assert.Equal(1, predicted.After.Value / shown[(int)(0.95 * shown.Length)], 0.05);
        Assert.Equal(1, predicted.MeanAfter.Value / shown.Average(), 0.03);
        Assert.True(predicted.After.Low <= predicted.After.Value && predicted.After.Value <= predicted.After.High && predicted.After.Value < predicted.Before);
    }

    // d comes when b and c are done, of which b was the slower one; with b faster it comes when c is done.
    [Fact]
    public void What_waited_for_two_waits_for_the_one_that_is_left()
    {
        var joined = new TraceEvidence("t", [Span("r", "", "root", 0, 120), Span("b", "r", "b", 0, 100), Span("c", "r", "c", 0, 60), Span("d", "r", "d", 105, 115)]);
        Assert.Equal(80, Root(Retimer.Of(joined, [new TraceEdit(["s b"], EditKind.Faster, 0.9)], SiblingOrder.Of([joined]))));
        Assert.Equal(90, Root(Retimer.Of(joined, [new TraceEdit(["s b"], EditKind.Faster, 0.3)], SiblingOrder.Of([joined]))));
    }

    // A tenth of the requests was slow, all in one stretch of time: that stretch may as well have been missing, or have been longer. Ids of traces say nothing about when they were.
    [Fact]
    public void Requests_that_were_slow_together_make_an_interval_wide()
    {
        double Width(Func<int, int> time)
        {
            var traces = Enumerable.Range(0, 1000).OrderBy(i => i * 7919 % 1000).Select(i => new TraceEvidence($"{i * 7919 % 1000:000}", [Span("r", "", "root", 1000 * time(i), (1000 * time(i)) + (i < 100 ? 300 : 100)), Span("a", "r", "a", 1000 * time(i), (1000 * time(i)) + 20)])).ToList();
            var mean = Prediction.Of(traces, [new TraceEdit(["s a"], EditKind.Faster, 0.5)], 0.95, null).MeanAfter;
            return mean.High - mean.Low;
        }

        Assert.InRange(Width(i => i) / Width(i => i * 7919 % 1000), 2.5, 4);
    }

    [Fact]
    public void Broken_traces_are_retimed_without_end()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var trace = TraceBuilder.Random(random, 1 + random.Next(25), 0.5);
            Assert.NotNull(Retimer.Of(trace, [Delay(AnyName(trace, random), 1e6)], SiblingOrder.Of([trace])));
        }
    }

    private static TraceEdit Delay(string name, double nanos) => new([name.Contains(' ') ? name : $"s {name}"], EditKind.Delay, nanos);

    private static string AnyName(TraceEvidence trace, Random random) => TraceEdit.Plain(trace.Spans[random.Next(trace.Spans.Count)]);

    private static double Root(TraceEvidence trace) => trace.Spans.First(s => s.ParentSpanId.Length == 0).DurationNanos;

    private static SpanEvidence Span(string id, string parent, string name, long start, long end) => new(id, parent, "s", name, "internal", start, end - start, false);
}
