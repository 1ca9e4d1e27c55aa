using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.CriticalPaths;

public sealed class SpanParentsTests
{
    [Fact]
    public void A_span_that_is_its_own_parent_is_a_root_and_its_children_stay_below_it() =>
        Expect("0 under -1 Itself, 1 under 0 Found", "a a 0..100", "b a 10..50");

    [Fact]
    public void Parents_in_a_circle_are_opened_at_the_earliest_span() =>
        Expect("0 under 2 Found, 1 under 0 Found, 2 under -1 Circle, 3 under 1 Found", "a c 20..50", "b a 30..40", "c b 0..90", "d b 31..35");

    [Fact]
    public void Two_circles_and_what_hangs_on_them_are_all_there() =>
        Expect("0 under -1 Circle, 1 under 0 Found, 2 under 1 Found, 3 under -1 Circle, 4 under 3 Found", "a b 0..9", "b a 1..9", "x b 2..9", "c d 3..9", "d c 4..9");

    [Fact]
    public void Of_a_call_and_its_answer_in_one_id_the_answer_is_below_and_takes_the_inner_spans() =>
        Expect("0 under -1 None, 1 under 0 Found, 2 under 1 Found, 3 under 2 Found", "root - 0..100", "call root 10..90 client", "call root 20..80 server", "query call 30..70");

    [Fact]
    public void Each_of_three_tries_that_share_an_id_has_its_own_answer() => Expect(
        "0 under -1 None, 1 under 0 Found, 2 under 0 Found, 3 under 0 Found, 4 under 1 Found, 5 under 3 Found",
        "root - 0..100", "try root 0..20 client", "try root 30..50 client", "try root 60..90 client", "answer try 5..10 server", "answer try 61..80 server");

    [Fact]
    public void A_missing_parent_makes_a_root_of_what_is_here() => Expect("0 under -1 Missing, 1 under 0 Found", "a gone 0..9", "b a 1..2");

    [Fact]
    public void Of_whatever_comes_each_span_has_one_place_and_none_is_above_itself()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var spans = TraceBuilder.Random(new Random(seed), 30, 0.8).Spans;
            var parents = SpanParents.Of(spans);
            for (var row = 0; row < spans.Count; row++)
            {
                Assert.Equal(parents.Kinds[row] == ParentKind.Found, parents.Rows[row] >= 0);
                var steps = 0;
                for (var above = row; above >= 0; above = parents.Rows[above])
                {
                    Assert.True(++steps <= spans.Count, $"seed {seed}: row {row} is above itself");
                }
            }
        }
    }

    [Fact]
    public void Many_spans_of_one_id_take_no_more_than_their_number()
    {
        var spans = Enumerable.Range(0, 60_000).Select(i => new SpanEvidence(i % 2 == 0 ? "same" : $"c{i}", i == 0 ? "" : "same", "s", "o", i % 4 == 0 ? "client" : "server", i, 10, false)).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(60_000, SpanParents.Of(spans).Rows.Count);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    private static void Expect(string expected, params string[] lines)
    {
        var parents = SpanParents.Of([.. lines.Select(TraceBuilder.Span)]);
        Assert.Equal(expected, string.Join(", ", lines.Select((_, row) => $"{row} under {parents.Rows[row]} {parents.Kinds[row]}")));
    }
}
