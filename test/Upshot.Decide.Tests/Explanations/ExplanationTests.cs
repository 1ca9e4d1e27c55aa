using Upshot.Decide.Explanations;
using Upshot.Decide.Tests.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Explanations;

public class ExplanationTests
{
    [Fact]
    public void Repeated_calls_show_with_their_number_and_their_time()
    {
        var explanation = Explanation.Between(Traces(20, 1), Traces(30, 14));
        var query = explanation.Paths.Single(p => p.Name == "[stock] SELECT");
        Assert.Equal(["[shop] checkout", "[shop] reserve", "[stock] SELECT"], explanation.PathOf(query));
        Assert.Equal((1, 14), (query.BaselineCalls, query.CandidateCalls));
        Assert.Equal(2e6, query.BaselineNanos, 1e-3);
        Assert.Equal(28e6, query.CandidateNanos, 1e-3);
        Assert.Equal(query.Index, explanation.Ranked[0]);
        Assert.True(query.Interval!.Value.Low > 25e6 && query.Interval!.Value.High < 27e6);
        Assert.Equal(26.0 / 26, query.Share, 1e-6);
    }

    [Fact]
    public void An_explanation_is_drawn_as_a_sentence_and_a_tree()
    {
        var text = ExplanationText.Render(Explanation.Between(Traces(20, 1), Traces(30, 14)), "checkout");
        Assert.Equal("""
            A request of checkout takes 36 ms instead of 10 ms on average (+26 ms); +26 ms of it is the self time of [stock] SELECT, called 14 times instead of 1.

            self time in a request, critical path   baseline  candidate   difference          calls
            [shop] checkout                             7 ms       7 ms            0              1
              [shop] reserve                            1 ms       1 ms            0              1
                [stock] SELECT                          2 ms      28 ms       +26 ms         1 → 14
            total                                      10 ms      36 ms       +26 ms

            """.ReplaceLineEndings("\n"), string.Join('\n', text.Split('\n').Select((l, i) => i is 0 or 1 ? l : l.TrimEnd())));
    }

    // Properties on anything that may come: the parts sum to the whole, per arm and in the difference.
    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    public void The_differences_sum_to_the_whole_difference(double brokenness)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var explanation = Explanation.Between(Any(random, brokenness), Any(random, brokenness));
            if (explanation.BaselineTraces == 0 || explanation.CandidateTraces == 0)
            {
                continue;
            }

            Assert.Equal(explanation.BaselineNanos, explanation.Paths.Sum(p => p.BaselineNanos), 1e-6);
            Assert.Equal(explanation.CandidateNanos, explanation.Paths.Sum(p => p.CandidateNanos), 1e-6);
            Assert.Equal(explanation.DifferenceNanos, explanation.Paths.Sum(p => p.DifferenceNanos), 1e-6);
            Assert.All(explanation.Paths, p => Assert.True(p.Parent < p.Index && p.BaselineNanos >= 0 && p.CandidateNanos >= 0));
            Assert.Equal(explanation.Paths.Count, explanation.Ranked.Distinct().Count());
            Assert.Equal(explanation.Ranked.OrderByDescending(i => Math.Abs(explanation.Paths[i].DifferenceNanos)), explanation.Ranked);
            ExplanationText.Render(explanation, "o");
        }

        static List<TraceEvidence> Any(Random random, double brokenness) =>
            [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => TraceBuilder.Random(random, 1 + random.Next(20), brokenness) with { Weight = random.Next(1, 9) })];
    }

    // A trace that stands for four counts as much as four.
    [Fact]
    public void Weights_count_as_repetitions()
    {
        var random = new Random(3);
        var traces = Enumerable.Range(0, 12).Select(_ => TraceBuilder.Random(random, 10, 0)).ToList();
        List<TraceEvidence> weighted = [.. traces.Select((t, i) => t with { Weight = 1 + (i % 3) })];
        List<TraceEvidence> repeated = [.. traces.SelectMany((t, i) => Enumerable.Repeat(t, 1 + (i % 3)))];
        var (one, other) = (Explanation.Between(weighted, traces), Explanation.Between(repeated, traces));
        foreach (var (a, b) in one.Paths.Zip(other.Paths))
        {
            Assert.Equal(a.Name, b.Name);
            Assert.Equal(a.BaselineNanos, b.BaselineNanos, 1e-6);
            Assert.Equal(a.BaselineCalls, b.BaselineCalls, 1e-9);
        }
    }

    [Fact]
    public void The_same_traces_on_both_sides_differ_in_nothing()
    {
        var traces = Traces(10, 5);
        var explanation = Explanation.Between(traces, traces);
        Assert.Equal(0, explanation.DifferenceNanos);
        Assert.All(explanation.Paths, p => Assert.Equal(0, p.DifferenceNanos));
        Assert.All(explanation.Paths, p => Assert.True(double.IsNaN(p.Share)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_intervals()
    {
        var (a, b) = (Traces(50, 3), Traces(50, 5));
        Assert.Equal(Explanation.Between(a, b, seed: 9).Paths, Explanation.Between(a, b, seed: 9).Paths);
    }

    // An interval of 95 % covers the true difference about 95 times in a hundred.
    [Fact]
    public void The_intervals_cover_the_truth()
    {
        const int runs = 300;
        var covered = Enumerable.Range(0, runs).Count(seed =>
        {
            var random = new Random(seed);
            var interval = Explanation.Between(Noisy(random, 10e6), Noisy(random, 12e6), seed: seed).Paths.Single(p => p.Name == "[s] leaf").Interval!.Value;
            return interval.Low <= 2e6 && interval.High >= 2e6;
        });
        Assert.InRange(covered, runs * 0.88, runs * 0.99);

        static List<TraceEvidence> Noisy(Random random, double mean) => [.. Enumerable.Range(0, 60).Select(_ =>
        {
            var duration = (long)(mean * -Math.Log(1 - random.NextDouble()));
            return new TraceEvidence("t",
            [
                new SpanEvidence("1", "", "s", "root", "server", 0, duration + 1000, false),
                new SpanEvidence("2", "1", "s", "leaf", "internal", 500, duration, false),
            ]);
        })];
    }

    [Fact]
    public void Without_traces_there_is_nothing_to_explain()
    {
        var explanation = Explanation.Between([], Traces(3, 1));
        Assert.Equal("There is no trace of checkout in the baseline.\n", ExplanationText.Render(explanation, "checkout"));
        Assert.Equal("There is no trace of checkout in either version.\n", ExplanationText.Render(Explanation.Between([], []), "checkout"));
    }

    [Fact]
    public void The_operation_may_start_inside_the_traces()
    {
        var explanation = Explanation.Between(Traces(5, 1), Traces(5, 3), t => t.Spans.First(s => s.Name == "reserve").SpanId);
        Assert.Equal("[shop] reserve", explanation.Paths[0].Name);
        Assert.Equal(4e6, explanation.DifferenceNanos, 1e-3);
    }

    [Fact]
    public void A_deep_trace_is_explained_and_drawn()
    {
        var deep = new TraceEvidence("t", [.. Enumerable.Range(0, 10_000).Select(i => new SpanEvidence($"{i}", i == 0 ? "" : $"{i - 1}", "s", $"o{i}", "internal", i, 100_000 - (2 * i), false))]);
        var shorter = deep with { Spans = [.. deep.Spans.Select((s, i) => i == 9_999 ? s with { DurationNanos = 1 } : s)] };
        var explanation = Explanation.Between([shorter, shorter], [deep, deep]);
        Assert.Equal(0, explanation.DifferenceNanos);
        Assert.Contains("s", ExplanationText.Render(explanation, "o"), StringComparison.Ordinal);
    }

    private static List<TraceEvidence> Traces(int count, int queries) => [.. Enumerable.Range(0, count).Select(n =>
    {
        var time = 1_785_000_000_000_000_000 + (n * 1_000_000_000L);
        var spans = new List<SpanEvidence>
        {
            new("root", "", "shop", "checkout", "server", time, 8_000_000 + (queries * 2_000_000), false),
            new("reserve", "root", "shop", "reserve", "internal", time + 3_000_000, 1_000_000 + (queries * 2_000_000), false),
        };
        spans.AddRange(Enumerable.Range(0, queries).Select(q => new SpanEvidence($"q{q}", "reserve", "stock", "SELECT", "client", time + 3_500_000 + (q * 2_000_000), 2_000_000, false)));
        return new TraceEvidence($"{n}", spans);
    })];
}
