using Upshot.Decide.CriticalPaths;
using Upshot.Decide.Explanations;
using Upshot.Decide.Retiming;
using Upshot.Decide.Tests.Explanations;

namespace Upshot.Decide.Tests.Retiming;

public class FixTestTests
{
    public static TheoryData<CauseKind> Kinds => [CauseKind.SelfTime, CauseKind.MoreCalls, CauseKind.Waiting, CauseKind.LostParallelism, CauseKind.Retries, CauseKind.Pauses, CauseKind.CacheMisses, CauseKind.Timeout];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_seeded_cause_that_is_put_back_takes_the_difference_with_it(CauseKind kind)
    {
        var (before, after) = (SeededTraces.Draw(3, 800), SeededTraces.Draw(4, 800, kind));
        var explanation = Explanation.Between(before, after);
        var cause = explanation.Causes[0];
        var explained = FixTest.Explained(explanation, cause, after);
        // Of what it is said to add: the whole difference has other requests in it too.
        Assert.True(explained / cause.Share is > 0.75 and < 1.25, $"{kind}: {explained} of {cause.Share}");
        Assert.True(FixTest.IsPassed(explained, cause));
    }

    [Theory]
    [InlineData(CauseKind.AsyncTail)]
    [InlineData(CauseKind.Mix)]
    public void What_cannot_be_put_back_has_no_test(CauseKind kind)
    {
        var (before, after) = (SeededTraces.Draw(3, 400), SeededTraces.Draw(4, 400, kind));
        var explanation = Explanation.Between(before, after);
        Assert.Null(FixTest.Explained(explanation, explanation.Causes.First(c => c.Kind == kind), after));
    }

    [Fact]
    public void A_suspect_that_nobody_waits_for_explains_nothing_and_does_not_pass()
    {
        var (before, after) = (SeededTraces.Draw(3, 400), SeededTraces.Draw(4, 400, CauseKind.SelfTime));
        var explanation = Explanation.Between(before, after);
        // The branch that another one hides, blamed for all of it.
        var hidden = explanation.Paths.First(p => p.Name == "[shop] side");
        var suspect = new NamedCause(explanation.PathOf(hidden), CauseKind.SelfTime, explanation.DifferenceNanos, 1);
        var explained = FixTest.Explained(explanation, suspect, after);
        Assert.False(FixTest.IsPassed(explained, suspect), $"{explained}");
    }

    [Fact]
    public void Own_work_is_scaled_before_between_and_after_calls_and_calls_stay_as_long()
    {
        var traces = SeededTraces.Draw(5, 50);
        var order = SiblingOrder.Of(traces);
        var root = traces[0].Spans.First(s => s.ParentSpanId.Length == 0);
        var edit = new TraceEdit(TraceEdit.PathOf($"[{root.Service}] {root.Name}"), EditKind.Own, 1);
        foreach (var trace in traces)
        {
            var moved = Retimer.Of(trace, [edit], order);
            Assert.All(moved.Spans.Where(s => s.ParentSpanId.Length > 0), s => Assert.Equal(trace.Spans.First(o => o.SpanId == s.SpanId).DurationNanos, s.DurationNanos));
            Assert.True(moved.Spans.First(s => s.ParentSpanId.Length == 0).DurationNanos <= trace.Spans.First(s => s.ParentSpanId.Length == 0).DurationNanos);
        }
    }

    [Theory]
    [InlineData(0.8, 0.7, true)]
    [InlineData(0.3, 0.7, false)]
    [InlineData(-0.26, -0.26, false)]
    [InlineData(0.26, -0.26, false)]
    public void What_works_against_the_difference_is_no_cause_of_it(double explained, double share, bool isPassed) =>
        Assert.Equal(isPassed, FixTest.IsPassed(explained, new(["[shop] GET /"], CauseKind.MoreCalls, 1e6, share)));
}
