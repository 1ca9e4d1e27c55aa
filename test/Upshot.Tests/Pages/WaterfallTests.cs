using Upshot.Evidence;
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
    public void Of_a_huge_trace_the_first_thousand_spans_are_shown_and_the_rest_is_counted()
    {
        var spans = Enumerable.Range(0, 2500).Select(i => new SpanEvidence($"s{i}", i == 0 ? "" : "s0", "a", "step", "internal", 1000 + i, 10, false)).ToList();
        var waterfall = Waterfall.Of(new("t", spans), []);
        Assert.Equal((1000, 1500), (waterfall.Rows.Count, waterfall.Left));
    }
}
