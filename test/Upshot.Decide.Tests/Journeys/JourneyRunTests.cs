using Upshot.Decide.Journeys;
using Upshot.Evidence;
using static Upshot.Decide.Tests.Journeys.JourneyTraces;

namespace Upshot.Decide.Tests.Journeys;

public class JourneyRunTests
{
    [Fact]
    public void ATraceWithEveryStepIsGood() => Assert.Equal((true, "1111"), Read(Whole()));

    [Fact]
    public void AStepThatIsMissingIsSeen() => Assert.Equal((false, "1011"), Read(Whole().Where(s => s.Span.Name != "risk")));

    [Fact]
    public void AStepUnderAnotherParentIsMissing() => Assert.Equal((false, "1101"), Read(Whole().Select(s => s.Span.Name == "payment" ? Span("5", "1", "payment", at: 4) : s)));

    [Fact]
    public void AStepThatFailedIsThereAndNotGood() => Assert.Equal((false, "1111"), Read(Whole().Select(s => s.Span.Name == "mail" ? Span("6", "1", "mail", at: 5, isError: true) : s)));

    [Fact]
    public void ATryThatFailedIsNotGoodThoughTheNextOneSucceeds() => Assert.Equal((false, "1111"), Read([.. Whole(), Span("7", "3", "payment", at: 3, isError: true)]));

    [Fact]
    public void AStepThatTookLongerThanItMayIsNotGood() => Assert.Equal((false, "1111"), Read(Whole().Select(s => s.Span.Name == "payment" ? Span("5", "3", "payment", at: 4, millis: 101) : s)));

    [Fact]
    public void AStepThatTookExactlyAsLongAsItMayIsGood() => Assert.Equal((true, "1111"), Read(Whole().Select(s => s.Span.Name == "payment" ? Span("5", "3", "payment", at: 4, millis: 100) : s)));

    [Fact]
    public void AnEntryThatFailedIsNotGood() => Assert.Equal((false, "1111"), Read(Whole().Select(s => s.Span.Name == "buy" ? Span("1", "", "buy", kind: "server", isError: true) : s)));

    [Fact]
    public void ACallAndItsAnswerMayShareAnId() => Assert.Equal((true, "1111"), Read(
        Span("1", "", "buy", kind: "server"), Span("2", "1", "POST", at: 1, kind: "client"), Span("2", "1", "order", "orders", at: 2, kind: "server"), Span("4", "2", "risk", at: 3), Span("5", "2", "payment", at: 4), Span("6", "1", "mail", at: 5)));

    [Fact]
    public void ParentsInACircleEndNothing() => Assert.Equal((false, "1011"), Read([.. Whole().Where(s => s.Span.Name != "risk"), Span("8", "9", "risk"), Span("9", "8", "risk"), Span("10", "10", "risk")]));

    [Fact]
    public void WhatASenderRepeatedIsOneRun() => Assert.Single(JourneyRun.Of(Buying, Trace([.. Whole(), .. Whole()]), Minute));

    [Fact]
    public void EachRunOfATraceIsReadByItself()
    {
        var second = Whole().Where(s => s.Span.Name != "payment").Select(s => s with { Span = s.Span with { SpanId = "2" + s.Span.SpanId, ParentSpanId = s.Span.ParentSpanId.Length == 0 ? "" : "2" + s.Span.ParentSpanId } });
        Assert.Equal([true, false], JourneyRun.Of(Buying, Trace([.. Whole(), .. second]), Minute).OrderByDescending(r => r.IsGood).Select(r => r.IsGood));
    }

    [Fact]
    public void RunsThatBeganElsewhenAreNotRead() => Assert.Empty(JourneyRun.Of(Buying, Trace(Whole()), new(Noon.AddMinutes(1), Noon.AddMinutes(2))));

    [Fact]
    public void TenThousandSpansOneUnderTheOtherAreRead()
    {
        var chain = Enumerable.Range(100, 10_000).Select(i => Span($"{i}", i == 100 ? "3" : $"{i - 1}", "risk", at: 3));
        Assert.Equal("1111", Read([.. Whole(), .. chain]).Came);
    }

    /// <summary>What journeys mean, walked from the entry down instead of from the steps up, over small traces with all that may be wrong in them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ItIsWhatBruteForceOverTracesSays(int seed)
    {
        var random = new Random(seed);
        var seen = new HashSet<(bool, string)>();
        for (var i = 0; i < 5_000; i++)
        {
            var spans = Random(random);
            var expected = Down(spans);
            Assert.Equal(expected, Read(spans));
            seen.Add(expected);
        }

        Assert.True(seen.Count > 12, "The traces are too much alike to show anything.");
        Assert.Contains((true, "1111"), seen);
    }

    private static List<OperationSpan> Random(Random random)
    {
        var spans = Whole().ToList();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(1, spans.Count);
            var (was, parent) = (spans[at].Span, spans[random.Next(at)].Span.SpanId);
            spans[at] = spans[at] with { Span = random.Next(5) switch
            {
                0 => was with { ParentSpanId = parent },
                1 => was with { IsError = true },
                2 => was with { DurationNanos = random.Next(80, 120) * 1_000_000L },
                3 => was with { Name = "other" },
                _ => was with { Name = spans[random.Next(1, spans.Count)].Span.Name },
            } };
            if (random.Next(3) == 0)
            {
                spans.Add(spans[at] with { Span = spans[at].Span with { SpanId = $"{10 + spans.Count}", ParentSpanId = parent } });
            }
        }

        return spans;
    }

    private static (bool IsGood, string Came) Down(List<OperationSpan> spans)
    {
        var found = Buying.Steps.ToDictionary(s => s.Name, _ => new List<SpanEvidence>());
        Walk(spans[0].Span, ["the entry"]);
        var isGood = !spans[0].Span.IsError && found.Values.All(f => f.Count > 0 && f.TrueForAll(s => !s.IsError)) && found["payment"].TrueForAll(s => s.DurationNanos <= 100_000_000);
        return (isGood, string.Concat(Buying.Steps.Select(s => found[s.Name].Count > 0 ? "1" : "0")));

        // The path: steps between the entry and here, the nearest last.
        void Walk(SpanEvidence above, List<string> path)
        {
            foreach (var span in spans.Select(s => s.Span).Where(s => s.ParentSpanId == above.SpanId))
            {
                var step = Buying.Steps.FirstOrDefault(s => s.Name == span.Name && (s.Name != "order" || span.Service == "orders"));
                if (step is not null && path.Last(p => p != step.Name) == (step.Under ?? "the entry"))
                {
                    found[step.Name].Add(span);
                }

                Walk(span, step is null ? path : [.. path, step.Name]);
            }
        }
    }

    private static (bool IsGood, string Came) Read(params IEnumerable<OperationSpan> spans)
    {
        var run = Assert.Single(JourneyRun.Of(Buying, Trace(spans), Minute));
        return (run.IsGood, string.Concat(run.Came.Select(c => c ? "1" : "0")));
    }
}
