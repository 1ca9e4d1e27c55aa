using Upshot.Decide.Comparison.Versions;
using Upshot.Plan;
using Upshot.Verdicts;

namespace Upshot.Decide.Tests.Comparison.Versions;

/// <summary>Versions one after the other, of which the later was asked more slow requests: 20 % more of them, four times as long.</summary>
public class MixInTimeTests
{
    [Theory]
    [InlineData(Measure.LatencyMean)]
    [InlineData(Measure.ErrorRatio)]
    public void What_the_mix_did_stands_beside_what_the_release_did(Measure measure)
    {
        var model = new ServiceModel { SlowShare = 0.5, Shared = 0.05 };
        var trial = new Trial(3, model) { Candidate = model with { SlowShare = 0.7 } };
        var found = trial.Judge(trial.OneAfterTheOther(3, 120, 120, 5), measure).Measures[0];
        Assert.NotNull(found.MixEffect);
        if (measure == Measure.LatencyMean)
        {
            // (0.3 + 0.7 × 4) / (0.5 + 0.5 × 4) = 1.24.
            Assert.Equal(0.24, found.MixEffect.Value, 0.04);
            Assert.Equal((found.Ratio.Value * (1 + found.MixEffect.Value)) - 1, found.AsServed!.Value, 1e-9);
        }
        else
        {
            // Slow requests fail no more often than others.
            Assert.InRange(found.MixEffect.Value, -0.003, 0.003);
            Assert.Equal(found.Difference!.Value.Value + found.MixEffect.Value, found.AsServed!.Value, 1e-9);
        }
    }

    [Fact]
    public void Nothing_is_told_at_a_mix_where_nothing_could_be_tested()
    {
        var model = new ServiceModel { SlowShare = 0.5, Shared = 0.05 };
        var trial = new Trial(3, model) { Candidate = model with { SlowShare = 0.7 } };
        var (confounded, judged) = (trial.Judge(trial.OneAfterTheOther(3, 120, 120, 1), Measure.LatencyMean), trial.Judge(trial.OneAfterTheOther(3, 120, 120, 5), Measure.LatencyMean));
        Assert.Equal(InconclusiveReason.ConfoundedWithTime, confounded.Reason);
        Assert.DoesNotContain(confounded.Notes, n => n.Contains("at the baseline's mix", StringComparison.Ordinal));
        Assert.Contains(judged.Notes, n => n.Contains("at the baseline's mix", StringComparison.Ordinal));
    }
}
