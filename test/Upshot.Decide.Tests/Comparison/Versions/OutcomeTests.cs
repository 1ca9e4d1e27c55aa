using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Comparison.Versions;

public class OutcomeTests
{
    private static readonly OutcomeDefinition Conversion = new("conversion", OutcomeMeasure.Count, true, true, "1");
    private static readonly OutcomeDefinition Value = new("order-value", OutcomeMeasure.Mean, false, true, "{EUR}");

    [Fact]
    public void A_conversion_that_falls_while_nothing_else_moves_is_a_regression()
    {
        var found = Enumerable.Range(0, 60).Count(seed => Judge(seed, Conversion, 0.7).Verdict == Verdict.Regressed);
        Assert.True(found >= 57, $"{found} of 60");
        Assert.Matches("^The conversion of checkout regressed: 7\\d(\\.\\d)? % against (79|8[01])(\\.\\d)? %", Judge(1, Conversion, 0.7).Sentence);
    }

    [Fact]
    public void The_same_conversion_is_hardly_ever_called_another()
    {
        var different = Enumerable.Range(0, 300).Count(seed => Judge(seed, Conversion, 0.8).Verdict is Verdict.Regressed or Verdict.Improved);
        Assert.True(different <= 9, $"{different} of 300");
    }

    [Fact]
    public void A_mean_is_judged_by_process_and_says_its_unit()
    {
        var result = Judge(3, Value, 0.8, value: 30);
        Assert.Equal((Verdict.Improved, 4), (result.Verdict, result.CandidateReplicates));
        Assert.Contains(" EUR against ", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_nothing_divides_is_not_judged()
    {
        var result = Judge(3, new("orders", OutcomeMeasure.Count, false, true, "1"), 0.2);
        Assert.Equal((Verdict.Inconclusive, InconclusiveReason.NotJudged), (result.Verdict, result.Reason));
    }

    [Fact]
    public void Nobody_knows_how_processes_differ_that_cannot_be_told_apart()
    {
        var rows = new OutcomeRow[] { new("shop", "", 80, 80) };
        Assert.Equal(InconclusiveReason.NoProcessIdentity, OutcomeTest.Of(Conversion, new(rows, rows, 100, 100), ComparisonDesign.SideBySide).Reason);
        Assert.Equal(InconclusiveReason.NoTraffic, OutcomeTest.Of(Conversion, null, ComparisonDesign.SideBySide).Reason);
        Assert.Equal(InconclusiveReason.ConfoundedWithTime, OutcomeTest.Of(Conversion, null, ComparisonDesign.OneAfterTheOther).Reason);
    }

    [Fact]
    public void A_signal_that_nobody_sends_is_no_conversion_of_nought()
    {
        var result = Judge(3, Conversion, 0, 0);
        Assert.Equal((Verdict.Inconclusive, InconclusiveReason.NothingCounted), (result.Verdict, result.Reason));
        Assert.Equal("The conversion of checkout is inconclusive: nothing that it counts came from either version.", result.Sentence);
        Assert.Equal(Verdict.Regressed, Judge(3, Conversion, 0).Verdict);
    }

    [Theory]
    [InlineData(0.8, 0.8, Verdict.Inconclusive)]
    [InlineData(0.8, 0.6, Verdict.Regressed)]
    [InlineData(0.6, 0.8, Verdict.Improved)]
    public void A_version_that_took_over_is_judged_by_like_hours_of_earlier_days(double before, double after, Verdict expected)
    {
        // The hour that the candidate has is better by a tenth every day: without the past the same code would have improved.
        foreach (var outcome in new[] { Conversion, Value, new("revenue", OutcomeMeasure.Sum, true, true, "{EUR}") })
        {
            var test = OutcomeTest.Of(outcome, InTime(before, after, 7), ComparisonDesign.OneAfterTheOther);
            var (p, effect) = (test.P, test.Effect(0.01).Value);
            Assert.Equal(expected, p > 0.01 ? Verdict.Inconclusive : effect > 0 ? Verdict.Improved : Verdict.Regressed);
            // Four working days have both hours.
            Assert.StartsWith("analysis of covariance on 4 like days", test.Method, StringComparison.Ordinal);
            // More processes would not tell days apart, so no number of them is promised.
            Assert.Equal(default, test.Process);
        }

        Assert.Equal(InconclusiveReason.ConfoundedWithTime, OutcomeTest.Of(Conversion, InTime(before, after, 2), ComparisonDesign.OneAfterTheOther).Reason);
    }

    private static OutcomeEvidence InTime(double before, double after, int days)
    {
        var (noon, hour, chance) = (new DateTimeOffset(2026, 11, 4, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1), new Random(7));
        double Share(DateTimeOffset at, double level) => level * (at.Hour == 12 ? 1.1 : 1) * (1 + (0.02 * (chance.NextDouble() - 0.5)));
        OutcomeRow Process(string name, DateTimeOffset at, double level) => new("shop", name, Math.Round(1000 * Share(at, level)), 1000 * Share(at, level) * Share(at, level)) { Requests = 1000 };
        var blocks = Enumerable.Range(1, days * 24).Select(h => noon - (h * hour)).Select(at => (At: at, Row: Process("", at, before)))
            .Select(b => new OutcomeBlock("1.0", b.At, hour, b.Row.Count, b.Row.Sum, 1000));
        return new([Process("a", noon - hour, before), Process("b", noon - hour, before)], [Process("c", noon, after), Process("d", noon, after)], 2000, 2000) { Past = new(new(noon - hour, noon), new(noon, noon + hour), [.. blocks]) };
    }

    [Fact]
    public void What_earlier_releases_show_of_processes_decides_between_two_of_them()
    {
        OutcomeEvidence Evidence(double apart) => new([Row(800), Row(790)], [Row(700), Row(710)], 2000, 2000) { Earlier = [.. Enumerable.Range(0, 8).Select(i => new EarlierOutcome([Row(800 + (apart * 80)), Row(800 - (apart * 80))], 2000))] };
        var (close, far, alone) = (Of(Evidence(0)), Of(Evidence(1)), Of(Evidence(0) with { Earlier = [] }));
        Assert.True(close.P < alone.P && alone.P < far.P, $"{close.P} {alone.P} {far.P}");
        Assert.EndsWith("variance learnt from 8 earlier releases", close.Method, StringComparison.Ordinal);

        static EffectTest Of(OutcomeEvidence evidence) => OutcomeTest.Of(Conversion, evidence, ComparisonDesign.SideBySide);
    }

    [Fact]
    public void Each_process_is_divided_by_its_own_requests_where_it_answered_them()
    {
        // One process has nine tenths of the traffic; four in five of either's requests become orders.
        OutcomeRow[] rows = [Row(720) with { Requests = 900 }, Row(80) with { Requests = 100 }];
        var (own, shared) = (Of(rows), Of([.. rows.Select(r => r with { Requests = null })]));
        Assert.True(own.Test.Variance < shared.Test.Variance / 10, $"{own.Test.Variance} {shared.Test.Variance}");

        static EffectTest Of(OutcomeRow[] rows) => OutcomeTest.Of(Conversion, new(rows, rows, 1000, 1000), ComparisonDesign.SideBySide);
    }

    private static OutcomeRow Row(double orders) => new("shop", $"{orders}", orders, orders);

    private static ComparisonResult Judge(int seed, OutcomeDefinition outcome, double conversion, double before = 0.8, double value = 20)
    {
        var simulator = new ArmSimulator(seed) { Requests = 50 };
        var chance = new Random(seed);
        var evidence = new ComparisonEvidence(simulator.Arm("1.0", 4, 12), simulator.Arm("1.1", 4, 12))
        {
            Outcomes = new Dictionary<string, OutcomeEvidence> { [outcome.Name] = new(Rows(before, 20), Rows(conversion, value), 2400, 2400) },
        };
        var question = new MeasureQuestion(Measure.Outcome, 0.02) { Outcome = outcome, Subject = $"The {outcome.Name} of checkout" };
        return VersionComparison.Compare(evidence, [question], new ComparisonOptions()).Measures[0];

        OutcomeRow[] Rows(double share, double each) => [.. Enumerable.Range(0, 4).Select(p =>
        {
            var orders = Enumerable.Range(0, 600).Count(_ => chance.NextDouble() < share);
            return new OutcomeRow("checkout", $"p{p}", orders, orders * each * (0.97 + (0.06 * chance.NextDouble())));
        })];
    }
}
