using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Decide.Scorecards;
using Upshot.Decide.Tests.Comparison;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Scorecards;

public class ScorecardTests
{
    private static readonly SourceLocation Somewhere = new("releases/1.1.yaml", 1, 1);

    [Fact]
    public void A_release_that_does_what_it_said_and_breaks_nothing_improved()
    {
        var card = Score(latency: 0.7, errors: 1, Expect(Measure.LatencyP50, -0.4, -0.2), Guard(Measure.ErrorRatio, 0.01));
        Assert.Equal(Verdict.Improved, card.Verdict);
        Assert.Equal(Prediction.Hit, Assert.Single(card.Impacts).Prediction);
        Assert.Equal(Verdict.Unchanged, Assert.Single(card.Guardrails).Actual.Verdict);
        Assert.Equal("1.1 improved what it was meant to, and broke nothing it promised to keep. 1 of 1 expectations came true.", card.Sentence);
        Assert.Matches("^median latency of checkout: expected −40 % to −20 %, came −[23]\\d % \\(−\\d+ % to −\\d+ %\\): hit\\.$", card.Impacts[0].Sentence);
    }

    [Fact]
    public void A_broken_guardrail_is_a_regression_whatever_else_improved()
    {
        var card = Score(latency: 0.7, errors: 8, Expect(Measure.LatencyP50, -0.4, -0.2), Guard(Measure.ErrorRatio, 0.01));
        Assert.Equal(Verdict.Regressed, card.Verdict);
        Assert.Equal(Prediction.Hit, card.Impacts[0].Prediction);
        Assert.Contains("error ratio of checkout", card.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expectation_that_the_interval_excludes_is_a_miss()
    {
        Assert.Equal(Prediction.Miss, Score(1, 1, Expect(Measure.LatencyP50, -0.5, -0.3)).Impacts[0].Prediction);
        Assert.Equal(Prediction.Miss, Score(0.3, 1, Expect(Measure.LatencyP50, -0.3, -0.1)).Impacts[0].Prediction);
    }

    [Fact]
    public void Between_hit_and_miss_is_unknown()
    {
        Assert.Equal(Prediction.Open, Score(0.97, 1, Expect(Measure.LatencyP50, -0.2, -0.01)).Impacts[0].Prediction);
        // No change was expected, and none came.
        Assert.Equal(Prediction.Hit, Score(1, 1, Expect(Measure.LatencyP50, -0.05, 0.05)).Impacts[0].Prediction);
    }

    [Fact]
    public void Without_evidence_nothing_is_known()
    {
        var release = new ReleasePlan("1.1", Somewhere) { Expected = [Expect(Measure.LatencyP50, -0.4, -0.2)], Guardrails = [Guard(Measure.ErrorRatio, 0.01)] };
        var card = Scorecard.Of(release, new Dictionary<(string, Measure, string), ComparisonResult>());
        Assert.Equal(Verdict.Inconclusive, card.Verdict);
        Assert.Equal(Prediction.Open, card.Impacts[0].Prediction);
        Assert.Equal("There is not enough evidence about 1.1 yet: no request was seen of one version. 1 expectation is still open.", card.Sentence);
        Assert.Equal(InconclusiveReason.NoTraffic, card.Impacts[0].Actual.Reason);
        Assert.Equal(Verdict.Inconclusive, Scorecard.Of(release with { Expected = [], Guardrails = [] }, new Dictionary<(string, Measure, string), ComparisonResult>()).Verdict);
    }

    // Ten guardrails without an effect: tested alone, one in ten releases would be blamed.
    [Fact]
    public void Many_guardrails_raise_no_more_alarms_than_one()
    {
        const int runs = 150;
        Measure[] measures = [Measure.LatencyP50, Measure.LatencyP95, Measure.LatencyMean, Measure.ErrorRatio];
        var alarms = Enumerable.Range(0, runs).Count(seed =>
        {
            var simulator = new ArmSimulator(seed) { ErrorRatio = 0.01 };
            var arms = Enumerable.Range(0, 3).ToDictionary(o => $"o{o}", _ => new ComparisonEvidence(simulator.Arm("1.0", 5, 1), simulator.Arm("1.1", 5, 1)));
            var release = new ReleasePlan("1.1", Somewhere) { Guardrails = [.. arms.Keys.SelectMany(o => measures.Select(m => new Guardrail(o, m, 0, Somewhere)))] };
            return Judge(release, arms, 0.05).Verdict is Verdict.Regressed or Verdict.Improved;
        });
        Assert.True(alarms <= (runs * 0.05) + (4 * Math.Sqrt(runs * 0.05)), $"{alarms} of {runs}");
    }

    [Fact]
    public void The_correction_counts_each_measure_once()
    {
        var card = Score(0.7, 1, Expect(Measure.LatencyP50, -0.4, -0.2), Guard(Measure.LatencyP50, 0.05), Guard(Measure.ErrorRatio, 0.01));
        var (latency, errors) = (card.Guardrails[0].Actual, card.Guardrails[1].Actual);
        Assert.Equal(card.Impacts[0].Actual, latency);
        Assert.Equal(2 * latency.P, latency.AdjustedP!.Value, 1e-12);
        Assert.Equal(Math.Min(1, 2 * errors.P), errors.AdjustedP!.Value, 1e-12);
    }

    private static Scorecard Score(double latency, double errors, params object[] asked)
    {
        var simulator = new ArmSimulator(11) { Requests = 2000, ErrorRatio = 0.01, Between = 0.02 };
        var arms = new Dictionary<string, ComparisonEvidence> { ["checkout"] = new(simulator.Arm("1.0", 6, 1), simulator.Arm("1.1", 6, 1, latency, errors)) };
        return Judge(new ReleasePlan("1.1", Somewhere) { Baseline = "1.0", Expected = [.. asked.OfType<ExpectedImpact>()], Guardrails = [.. asked.OfType<Guardrail>()] }, arms, 0.01);
    }

    private static Scorecard Judge(ReleasePlan release, Dictionary<string, ComparisonEvidence> arms, double alpha)
    {
        var judged = Scorecard.Judged(release);
        var verdicts = ReleaseComparison.Judge(
            [.. arms.Select(a => new OperationQuestion("shop", "", a.Key, a.Value, [.. judged.Where(j => j.Operation == a.Key).Select(j => new MeasureQuestion(j.Measure, j.Margin) { Subject = $"The {j.Measure.Name()} of {a.Key}" })], []))],
            new ComparisonOptions { Alpha = alpha });
        return Scorecard.Of(release, verdicts.SelectMany(v => v.Judged.Measures.Select(m => (Key: (v.Question.Operation, m.Measure!.Value, ""), m))).ToDictionary(m => m.Key, m => m.m));
    }

    private static ExpectedImpact Expect(Measure measure, double low, double high) => new("checkout", measure, low, high, Somewhere);

    private static Guardrail Guard(Measure measure, double margin) => new("checkout", measure, margin, Somewhere);
}
