using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Sequential;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Comparison.Versions;

public class FlagTests
{
    // Processes that differ by a third, and a variant that takes longer in each of them.
    [Theory]
    [InlineData(6, 1.1, "process")]
    [InlineData(1, 1.2, "block of time")]
    public void A_flag_is_compared_within_processes_or_times(int processes, double effect, string unit)
    {
        var found = Enumerable.Range(0, 40).Count(seed => Judge(seed, processes, effect).Verdict == Verdict.Regressed);
        Assert.True(found >= 36, $"{found} of 40");
        var verdict = Judge(1, processes, effect);
        Assert.Equal(ComparisonDesign.Flag, verdict.Design);
        Assert.EndsWith($"paired by {unit}", verdict.Measures[0].Method, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(1)]
    public void A_flag_without_effect_is_hardly_ever_called_one(int processes)
    {
        var different = Enumerable.Range(0, 300).Count(seed => Judge(seed, processes, 1).Verdict is Verdict.Regressed or Verdict.Improved);
        Assert.True(different <= 9, $"{different} of 300");
    }

    [Fact]
    public void Who_looks_as_often_as_one_likes_needs_more_to_be_shown()
    {
        var (once, open) = (Judge(1, 6, 1.1), Judge(1, 6, 1.1, new(LookPlan.OpenEnded, [.. Enumerable.Range(1, 20).Select(k => TimeSpan.FromMinutes(k))], TimeSpan.Zero)));
        Assert.Equal(1 - ((1 - once.Measures[0].LevelOfInterval!.Value) / 20), open.Measures[0].LevelOfInterval!.Value, 9);
    }

    private static VersionVerdict Judge(int seed, int processes, double effect, LookSchedule? looks = null)
    {
        var simulator = new ArmSimulator(seed) { Requests = 40, Between = 0, Drift = 0, ErrorRatio = 0.02 };
        var levels = new Random(seed);
        var (off, on) = (new List<ReplicateEvidence>(), new List<ReplicateEvidence>());
        for (var process = 0; process < processes; process++)
        {
            var shocks = simulator.Shocks(24, 0.3, 0.9);
            simulator.LatencyNanos = 50e6 * Math.Exp(0.3 * levels.NextDouble());
            off.AddRange(simulator.Arm("off", 1, 24, shocks: shocks).Replicates.Select(r => r with { Instance = $"p{process}" }));
            on.AddRange(simulator.Arm("on", 1, 24, effect, shocks: shocks).Replicates.Select(r => r with { Instance = $"p{process}" }));
        }

        return VersionComparison.Compare(
            new ComparisonEvidence(new("off", off), new("on", on)) { IsFlag = true }, [new MeasureQuestion(Measure.LatencyMean, 0.02), new MeasureQuestion(Measure.ErrorRatio, 0.01)], new ComparisonOptions { Looks = looks ?? LookSchedule.Once });
    }
}
