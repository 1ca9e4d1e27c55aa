using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.CriticalPaths;

public class CriticalPathTests
{
    [Fact]
    public void Of_parallel_children_the_one_that_ends_last_is_critical() => Expect("root 30, slow 70", """
        root - 0..100
        fast root 20..60
        slow root 20..90
        """);

    [Fact]
    public void A_chain_that_ends_before_the_last_child_starts_is_critical_too() => Expect("root 25, c 25, a 20, d 30", """
        root - 0..100
        a root 5..25
        b root 5..15
        c root 30..55
        d root 60..90
        """);

    [Fact]
    public void Children_one_after_the_other_without_a_gap_are_all_critical() => Expect("root 0, a 30, b 70", """
        root - 0..100
        a root 0..30
        b root 30..100
        """);

    [Fact]
    public void A_small_overlap_is_tolerated_unless_a_third_child_meets_in_it()
    {
        Expect("root 699, a 101, b 200", """
            root - 0..1000
            a root 0..101
            b root 100..300
            """);
        Expect("root 800, b 200", """
            root - 0..1000
            a root 0..101
            c root 50..101
            b root 100..300
            """);
        Expect("root 800, b 200", """
            root - 0..1000
            a root 0..110
            b root 100..300
            """);
    }

    [Fact]
    public void A_child_that_outlives_its_parent_never_extends_it() => Expect("root 40, async 60", """
        root - 0..100
        async root 40..500
        """);

    [Fact]
    public void A_child_outside_its_parent_is_left_out_with_all_below_it() => Expect("root 100", """
        root - 0..100
        late root 150..200
        below late 20..80
        """);

    [Fact]
    public void A_child_that_covers_its_parent_is_cut_to_it() => Expect("root 0, child 100", """
        root - 0..100
        child root -50..200
        """);

    // The server's clock is 10,000 ahead; its span is shorter than the call, so it belongs in the middle of it.
    [Fact]
    public void A_server_span_of_a_skewed_clock_is_moved_into_its_call() => Expect("root 20, call 20, serve 40, query 20", """
        root - 0..100 server
        call root 10..90 client
        serve call 10010..10070 server
        query serve 10020..10040
        """);

    [Fact]
    public void Overlaps_that_would_exceed_the_parent_are_cut()
    {
        // Two hundred children overlap by 9 of 2000 each: together they last longer than their parent.
        var spans = Enumerable.Range(0, 199).Select(i => $"c{i} root {i * 10}..{(i * 10) + 19}");
        var path = CriticalPath.Of(TraceBuilder.Trace("root - 0..2000\n" + string.Join('\n', spans)))!;
        Assert.Equal(2000, path.Steps.Sum(s => s.ExclusiveNanos));
        Assert.All(path.Steps, s => Assert.True(s.ExclusiveNanos >= 0));
    }

    [Theory]
    [InlineData("a - 0..100\na a 0..50", "a 100")]
    [InlineData("a b 10..100\nb a 0..90", "a 80, b 10")]
    [InlineData("a gone 10..100\nb gone 0..90", "b 90")]
    [InlineData("a gone 0..100\nb - 10..90", "b 80")]
    [InlineData("a - 0..0\nb a 0..0", "a 0, b 0")]
    [InlineData("a - 100..0", "a 0")]
    public void Broken_traces_are_taken_as_they_are(string trace, string expected) => Expect(expected, trace);

    [Fact]
    public void A_trace_without_spans_has_no_path() => Assert.Null(CriticalPath.Of(new TraceEvidence("t", [])));

    [Fact]
    public void The_path_may_start_at_a_span_inside_the_trace()
    {
        var trace = TraceBuilder.Trace("root - 0..100\nentry root 10..90\nleaf entry 20..50");
        Assert.Equal("entry 50, leaf 30", Text(CriticalPath.Of(trace, "entry")!));
        Assert.Null(CriticalPath.Of(trace, "nothing"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.6)]
    public void Exclusive_times_are_never_negative_and_sum_to_the_root(double brokenness)
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var trace = TraceBuilder.Random(random, 1 + random.Next(40), brokenness);
            if (CriticalPath.Of(trace) is not { } path)
            {
                continue;
            }

            Assert.Equal(path.Root.DurationNanos, path.Steps.Sum(s => s.ExclusiveNanos));
            Assert.All(path.Steps, s => Assert.InRange(s.ExclusiveNanos, 0, s.DurationNanos));
            Assert.All(path.Steps.Skip(1), s =>
            {
                var parent = path.Steps[s.Parent];
                Assert.InRange(s.StartNanos, parent.StartNanos, parent.StartNanos + parent.DurationNanos);
                Assert.InRange(s.StartNanos + s.DurationNanos, parent.StartNanos, parent.StartNanos + parent.DurationNanos);
            });
            Assert.Equal(path.Steps.Count, path.Steps.Select(s => s.Span).Distinct(ReferenceEqualityComparer.Instance).Count());
        }
    }

    [Fact]
    public void The_order_of_the_spans_does_not_matter_unless_ends_are_equal()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var spans = TraceBuilder.Nested(random, 20).Spans.ToArray();
            var before = CriticalPath.Of(new TraceEvidence("t", spans))!;
            random.Shuffle(spans);
            var after = CriticalPath.Of(new TraceEvidence("t", spans))!;
            Assert.Equal(before.Steps.Select(s => s.Span.SpanId), after.Steps.Select(s => s.Span.SpanId));
        }
    }

    // A later clock and an epoch's worth of nanoseconds change nothing.
    [Fact]
    public void Moving_a_trace_in_time_changes_nothing()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var trace = TraceBuilder.Random(new Random(seed), 15, 0.3);
            var moved = trace with { Spans = [.. trace.Spans.Select(s => s with { StartNanos = s.StartNanos + 1_785_000_000_000_000_000 })] };
            Assert.Equal(CriticalPath.Of(trace)?.Steps.Select(s => s.ExclusiveNanos), CriticalPath.Of(moved)?.Steps.Select(s => s.ExclusiveNanos));
        }
    }

    [Fact]
    public void Hostile_times_do_not_overflow()
    {
        var trace = new TraceEvidence("t",
        [
            new SpanEvidence("a", "", "s", "a", "", long.MinValue, long.MaxValue, false),
            new SpanEvidence("b", "a", "s", "b", "", long.MaxValue, long.MaxValue, false),
            new SpanEvidence("c", "a", "s", "c", "", long.MinValue + 5, long.MinValue, false),
        ]);
        var path = CriticalPath.Of(trace)!;
        Assert.Equal(path.Root.DurationNanos, path.Steps.Sum(s => s.ExclusiveNanos));
    }

    [Fact]
    public void Ten_thousand_spans_deep_and_a_hundred_thousand_wide_are_no_matter()
    {
        var deep = new TraceEvidence("t", [.. Enumerable.Range(0, 10_000).Select(i => TraceBuilder.Span($"{i} {(i == 0 ? "-" : i - 1)} {i}..{100_000 - i}"))]);
        Assert.Equal(10_000, CriticalPath.Of(deep)!.Steps.Count);
        var wide = new TraceEvidence("t", [TraceBuilder.Span("root - 0..1000000"), .. Enumerable.Range(0, 100_000).Select(i => TraceBuilder.Span($"{i} root {i * 10}..{(i + 1) * 10}"))]);
        Assert.Equal(100_001, CriticalPath.Of(wide)!.Steps.Count);
    }

    private static void Expect(string expected, string trace)
    {
        var path = CriticalPath.Of(TraceBuilder.Trace(trace))!;
        Assert.Equal(Sorted(expected.Split(", ")), Sorted(Text(path).Split(", ")));
    }

    private static string Text(CriticalPath path) => string.Join(", ", path.Steps.Select(s => $"{s.Span.SpanId} {s.ExclusiveNanos}"));

    private static string[] Sorted(string[] parts) => [.. parts.Order(StringComparer.Ordinal)];
}
