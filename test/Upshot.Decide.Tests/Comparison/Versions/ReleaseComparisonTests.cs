using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Comparison.Versions;

public class ReleaseComparisonTests
{
    private static readonly Measure[] Measures = [Measure.LatencyP50, Measure.LatencyP95, Measure.LatencyP99, Measure.LatencyMean, Measure.ErrorRatio];

    [Theory]
    [InlineData(1)]
    [InlineData(0.97)]
    [InlineData(1.03)]
    [InlineData(1.1)]
    public void Interval_and_verdict_come_from_the_same_test(double effect)
    {
        foreach (var result in Judged(effect, [], Measures).SelectMany(v => v.Judged.Measures.Concat(v.Others)).Concat(Judged(effect, Measures, []).SelectMany(v => v.Judged.Measures)))
        {
            var (low, high, none) = result.Difference is { } points ? (points.Low, points.High, 0.0) : (result.Ratio.Low, result.Ratio.High, 1.0);
            Assert.Equal(result.AdjustedP <= result.Alpha, none < low || none > high);
            Assert.Equal(result.Verdict is Verdict.Improved, result.AdjustedP <= result.Alpha && high < none);
        }
    }

    [Fact]
    public void Operations_share_one_alpha()
    {
        var verdicts = Judged(1.05, [Measure.LatencyP50, Measure.ErrorRatio], [], operations: 4);
        Assert.All(verdicts.SelectMany(v => v.Judged.Measures), m => Assert.Equal(Math.Min(1, 8 * m.P), m.AdjustedP!.Value, 1e-12));
        Assert.All(verdicts.SelectMany(v => v.Judged.Measures), m => Assert.Equal(1 - (0.01 / 8), m.LevelOfInterval!.Value, 1e-12));
    }

    [Fact]
    public void One_side_finds_harm_sooner_and_never_a_gain()
    {
        var (two, one) = (Judged(1.05, [Measure.LatencyP50], [])[0].Judged.Measures[0], Judged(1.05, [Measure.LatencyP50], [], onlyHarm: true)[0].Judged.Measures[0]);
        Assert.True(one.Ratio.Low > two.Ratio.Low);
        Assert.Equal(Verdict.Improved, Judged(0.7, [Measure.LatencyP50], [])[0].Judged.Verdict);
        Assert.Equal(Verdict.NotWorse, Judged(0.7, [Measure.LatencyP50], [], onlyHarm: true)[0].Judged.Verdict);
    }

    [Fact]
    public void What_decides_nothing_keeps_a_false_discovery_rate()
    {
        var verdict = Judged(1.3, [Measure.ErrorRatio], [Measure.LatencyP50, Measure.LatencyMean], operations: 2);
        Assert.All(verdict, v => Assert.NotEqual(Verdict.Regressed, v.Judged.Verdict));
        Assert.All(verdict.SelectMany(v => v.Others), m => Assert.Equal((Verdict.Regressed, 0.99), (m.Verdict, m.LevelOfInterval!.Value)));
    }

    [Fact]
    public void An_operation_that_is_not_judged_still_says_how_it_ran()
    {
        var verdict = Judged(1, [], [Measure.LatencyP50])[0].Judged;
        Assert.Equal((Verdict.Inconclusive, ComparisonDesign.SideBySide), (verdict.Verdict, verdict.Design));
        Assert.NotEmpty(verdict.Notes);
    }

    [Fact]
    public void However_many_share_alpha_no_interval_is_certain()
    {
        var measures = Judged(1, [Measure.LatencyP50, Measure.LatencyMean], [], operations: 30)[0].Judged.Measures;
        Assert.All(measures, m => Assert.Contains(" with 99.98 % confidence", m.Sentence, StringComparison.Ordinal));
        Assert.Contains(" with 99 % confidence", Judged(1, [Measure.LatencyP50], [])[0].Judged.Measures[0].Sentence, StringComparison.Ordinal);
    }

    private static IReadOnlyList<OperationVerdict> Judged(double effect, Measure[] judged, Measure[] others, int operations = 1, bool onlyHarm = false)
    {
        var simulator = new ArmSimulator(3) { Requests = 400, ErrorRatio = 0.01, Between = 0.02 };
        return ReleaseComparison.Judge(
            [.. Enumerable.Range(0, operations).Select(o => new OperationQuestion("shop", "", $"o{o}", new ComparisonEvidence(simulator.Arm("1.0", 6, 6), simulator.Arm("1.1", 6, 6, effect)), Asked(judged), Asked(others)))],
            new ComparisonOptions { OnlyHarm = onlyHarm });
    }

    private static IReadOnlyList<MeasureQuestion> Asked(Measure[] measures) => [.. measures.Select(m => new MeasureQuestion(m, m.Margin()))];
}
