using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Pages.Traces;

namespace Upshot.Tests.Pages;

public sealed class WaterfallTests
{
    [Fact]
    public void The_critical_pieces_of_a_trace_are_as_long_as_the_trace_and_do_not_overlap()
    {
        foreach (var seed in Enumerable.Range(1, 50))
        {
            var random = new Random(seed);
            var spans = new List<SpanEvidence> { new("s0", "", "a", "root", "server", 1_000_000_000, 100_000_000, false) };
            for (var i = 1; i < 12; i++)
            {
                var parent = spans[random.Next(spans.Count)];
                var start = parent.StartNanos + random.NextInt64(Math.Max(1, parent.DurationNanos / 2));
                spans.Add(new($"s{i}", parent.SpanId, "a", "step", "internal", start, random.NextInt64(1, Math.Max(2, parent.EndNanos - start)), false));
            }

            var pieces = Waterfall.Of(new("t", spans), []).Rows.SelectMany(r => r.Critical).OrderBy(p => p.From).ToList();
            Assert.Equal(100, pieces.Sum(p => p.Length), 6);
            Assert.All(pieces.Zip(pieces.Skip(1)), p => Assert.True(p.First.From + p.First.Length <= p.Second.From + 1e-6));
        }
    }

    [Fact]
    public void Of_a_huge_trace_the_first_three_hundred_spans_are_shown_and_the_rest_is_counted()
    {
        var spans = Enumerable.Range(0, 2500).Select(i => new SpanEvidence($"s{i}", i == 0 ? "" : "s0", "a", "step", "internal", 1000 + i, 10, false)).ToList();
        var waterfall = Waterfall.Of(new("t", spans), []);
        Assert.Equal((300, 2200), (waterfall.Rows.Count, waterfall.Left));
    }

    [Fact]
    public void Of_sixty_thousand_spans_the_failed_ones_and_what_leads_to_them_are_shown_and_all_are_counted()
    {
        var spans = Enumerable.Range(0, 50_000).Select(i => new SpanEvidence($"s{i}", i < 2 ? (i == 0 ? "" : "s0") : "s1", "a", "step", "internal", 1000 + i, 10, i is 1 or > 49_990)).ToList();
        var waterfall = Waterfall.Of(new("t", spans) { Whole = new(60_000, 137, 1000, 99_000) }, []);
        Assert.Equal((60_000, 137, 59_700), (waterfall.Trace.AllSpans, waterfall.Trace.FailedSpans, waterfall.Left));
        Assert.Equal(10, waterfall.Rows.Count(r => r.Span.IsError));
        Assert.Equal(0.098, waterfall.Trace.DurationMillis, 9);
    }

    [Fact]
    public void A_span_with_fifty_thousand_children_and_values_of_megabytes_is_no_page_of_megabytes()
    {
        var spans = Enumerable.Range(0, 50_000).Select(i => new SpanEvidence($"s{i}", i == 0 ? "" : "s0", new string('a', 1000), new string('b', 1000), "internal", i == 0 ? 0 : 1_000_000L * i, i == 0 ? 50_000_000_000 : 500_000, false)).ToList();
        var details = spans.Take(300).Select(s => new SpanDetail(s.SpanId, s.Kind, s.StartNanos, "", "", "", new Dictionary<string, string> { ["v"] = new('x', 60_000) }, [], [])).ToList();
        var waterfall = Waterfall.Of(new("t", spans), details);
        Assert.InRange(waterfall.Rows.Sum(r => r.Critical.Count), 300, 2_500);
        Assert.InRange(waterfall.Rows.Sum(r => r.Detail?.Attributes.Values.Sum(v => v.Length) ?? 0), 10_000, TextBudget.OfAPage);
        Assert.InRange(waterfall.Rows.Sum(r => r.Span.Name.Length + r.Span.Service.Length), 0, 300 * 210);
    }

    [Fact]
    public void Every_try_that_shares_an_id_has_a_row_with_its_own_details()
    {
        SpanEvidence[] spans =
        [
            new("r", "", "a", "root", "server", 0, 100_000_000, false),
            new("t", "r", "a", "GET", "client", 1_000_000, 10_000_000, true),
            new("t", "r", "a", "GET", "client", 21_000_000, 10_000_000, true),
            new("t", "r", "a", "GET", "client", 41_000_000, 10_000_000, false),
        ];
        var details = spans.Reverse().Select(s => new Upshot.Observe.Stores.Questions.SpanDetail(s.SpanId, s.Kind, s.StartNanos, $"began at {s.StartNanos}", "", "", new Dictionary<string, string>(), [], [])).ToList();
        var waterfall = Waterfall.Of(new("t", spans), details);
        Assert.Equal(spans.Select(s => $"began at {s.StartNanos}"), waterfall.Rows.Select(r => r.Detail!.StatusMessage));
        Assert.Equal(["s-r", "s-t", "s-t-2", "s-t-3"], waterfall.Rows.Select(r => r.Anchor));
        Assert.Equal(2, waterfall.Rows.Count(r => r.Span.IsError));
    }

    [Fact]
    public void A_span_that_begins_before_its_parent_in_another_service_says_that_clocks_differ()
    {
        SpanEvidence[] spans = [new("r", "", "a", "root", "client", 50_000_000, 100_000_000, false), new("s", "r", "b", "answer", "server", 0, 10_000_000, false)];
        var mark = Assert.Single(Waterfall.Of(new("t", spans), []).Rows[1].Span.Marks);
        Assert.Equal(("clock", "It begins 50 ms before its parent in a: their clocks differ by that much at least."), (mark.Kind, mark.Sentence));
    }
}
