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
    [InlineData(14, 1.1, "process")]
    [InlineData(6, 1.1, "block of time")]
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
    [InlineData(14)]
    [InlineData(6)]
    [InlineData(1)]
    public void A_flag_without_effect_is_hardly_ever_called_one(int processes)
    {
        var different = Enumerable.Range(0, 300).Count(seed => Judge(seed, processes, 1).Verdict is Verdict.Regressed or Verdict.Improved);
        Assert.True(different <= 9, $"{different} of 300");
    }

    [Fact]
    public void A_flag_that_was_switched_for_all_at_once_is_confounded_with_time()
    {
        var (off, on) = (Arm(3, "off", "p", 0, 24), Arm(4, "on", "p", 24, 24));
        var verdict = Judge(off, on);
        Assert.Equal((Verdict.Inconclusive, InconclusiveReason.ConfoundedWithTime, ComparisonDesign.OneAfterTheOther), (verdict.Verdict, verdict.Reason, verdict.Design));
        Assert.StartsWith("The flag was switched for all at once", verdict.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Processes_that_serve_one_variant_each_are_compared_as_those_of_versions()
    {
        // Processes 15 % apart: times are no replicates of them.
        var different = Enumerable.Range(0, 100).Count(seed => Judge(Arm(2 * seed, "off", "off-p", 0, 24, 0.15), Arm((2 * seed) + 1, "on", "on-p", 0, 24, 0.15)).Verdict is Verdict.Regressed or Verdict.Improved);
        Assert.True(different <= 4, $"{different} of 100");
        var verdict = Judge(Arm(1, "off", "off-p", 0, 24), Arm(2, "on", "on-p", 0, 24));
        Assert.Contains("Each process served one variant, so processes are compared as those of two versions are.", verdict.Notes);
        Assert.EndsWith("by process", verdict.Measures[0].Method, StringComparison.Ordinal);
    }

    [Fact]
    public void What_processes_were_before_the_flag_makes_the_interval_narrower_and_is_said()
    {
        var off = Arm(5, "off", "p", 0, 48, 0.15, processes: 8);
        var on = off.Replicates.Where(r => r.Start >= s_start.AddMinutes(24) && r.Instance[^1] >= '4').ToList();
        var verdict = Judge(off with { Replicates = [.. off.Replicates.Except(on)] }, new("on", on));
        Assert.StartsWith("analysis of covariance, logarithm, by process; what they were before explains 9", verdict.Measures[0].Method, StringComparison.Ordinal);
        Assert.Contains(verdict.Notes, n => n.StartsWith("Its processes ran before it came: what they were then explains 9", StringComparison.Ordinal));
        Assert.InRange(verdict.Measures[0].Ratio.High / verdict.Measures[0].Ratio.Low, 1, 1.2);
    }

    [Fact]
    public void Users_who_keep_their_variant_are_the_replicates_where_they_are_known()
    {
        var evidence = new Upshot.Verdicts.FlagTraffic { By = Upshot.Verdicts.FlagBy.User }.Draw(new Upshot.Verdicts.Chance(7), 1);
        var known = VersionComparison.Compare(evidence, [new MeasureQuestion(Measure.LatencyMean, 0.02)], new ComparisonOptions());
        var unknown = VersionComparison.Compare(evidence with { Users = [] }, [new MeasureQuestion(Measure.LatencyMean, 0.02)], new ComparisonOptions());
        Assert.EndsWith("paired by group of users", known.Measures[0].Method, StringComparison.Ordinal);
        Assert.EndsWith("paired by block of time", unknown.Measures[0].Method, StringComparison.Ordinal);
        Assert.True(Width(known) > 1.5 * Width(unknown), "Users differ by more than their requests do.");
        Assert.Contains("send feature_flag.context.id", unknown.Notes[0], StringComparison.Ordinal);

        static double Width(VersionVerdict verdict) => Math.Log(verdict.Measures[0].Ratio.High / verdict.Measures[0].Ratio.Low);
    }

    [Fact]
    public void Who_looks_as_often_as_one_likes_needs_more_to_be_shown()
    {
        var (once, open) = (Judge(1, 6, 1.1), Judge(1, 6, 1.1, new(LookPlan.OpenEnded, [.. Enumerable.Range(1, 20).Select(k => TimeSpan.FromMinutes(k))], TimeSpan.Zero)));
        Assert.Equal(1 - ((1 - once.Measures[0].LevelOfInterval!.Value) / 20), open.Measures[0].LevelOfInterval!.Value, 9);
    }

    private static readonly DateTimeOffset s_start = new ArmSimulator(1).Arm("", 1, 1).Replicates[0].Start;

    private static ArmEvidence Arm(int seed, string variant, string process, int start, int blocks, double between = 0.03, int processes = 4)
    {
        var arm = new ArmSimulator(seed) { Requests = 60, Between = between, Drift = 0 }.Arm(variant, processes, blocks, start: start);
        return arm with { Replicates = [.. arm.Replicates.Select(r => r with { Instance = process + r.Instance[^1] })] };
    }

    private static VersionVerdict Judge(ArmEvidence off, ArmEvidence on) =>
        VersionComparison.Compare(new ComparisonEvidence(off, on) { IsFlag = true }, [new MeasureQuestion(Measure.LatencyMean, 0.02)], new ComparisonOptions());

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
