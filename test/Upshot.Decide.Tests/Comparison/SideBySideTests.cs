using Upshot.Decide.Comparison;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Comparison;

/// <summary>Versions that run at the same time share what happens to the machine and to the traffic.</summary>
public class SideBySideTests
{
    private const int Runs = 400;
    private static readonly ComparisonOptions Options = new();

    [Theory]
    [InlineData(8, 0.8)]
    [InlineData(12, 0.8)]
    [InlineData(24, 0.8)]
    [InlineData(8, 0.95)]
    [InlineData(12, 0.95)]
    [InlineData(24, 0.95)]
    public void Shared_shocks_raise_no_alarms_and_hide_no_effect(int blocks, double correlation)
    {
        var (alarms, ten, thirty) = (Share(blocks, correlation, 1, 0), Share(blocks, correlation, 1.1, 0), Share(blocks, correlation, 1.3, 0));
        var (oldTen, oldThirty) = (Share(blocks, correlation, 1.1, blocks), Share(blocks, correlation, 1.3, blocks));
        TestContext.Current.TestOutputHelper?.WriteLine($"| {blocks} | {correlation} | {alarms:0.000} | {ten:0.00} | {oldTen:0.00} | {thirty:0.00} | {oldThirty:0.00} |");
        Assert.True(alarms <= 0.01 + (4 * Math.Sqrt(0.01 * 0.99 / Runs)), $"{alarms}");
        // Eight leave a t of three or four degrees of freedom.
        var (gain, power) = blocks < 12 ? (0.04, 0.6) : (0.2, 0.8);
        Assert.True(ten >= oldTen + gain && thirty >= oldThirty + gain, $"{ten} against {oldTen}, {thirty} against {oldThirty}");
        Assert.True(thirty > power, $"{thirty}");
    }

    // The same numbers, of which the candidate's are dated later: all that is different is that nothing can be paired.
    private static double Share(int blocks, double correlation, double effect, int start, double between = 0) => (double)Enumerable.Range(0, Runs).Count(seed =>
    {
        var simulator = new ArmSimulator(seed) { Requests = 20, Between = between };
        var shocks = simulator.Shocks(blocks, 0.3, correlation);
        var result = ArmComparison.Compare(simulator.Arm("a", 2, blocks, shocks: shocks), simulator.Arm("b", 2, blocks, effect, shocks: shocks, start: start), Measure.LatencyMean, 0.02, Options);
        return effect > 1 ? result.Verdict == Verdict.Regressed : result.P <= 0.01;
    }) / Runs;

    // Two processes tell little about how processes differ: what is left of the false alarms, with the note that says so.
    [Theory]
    [InlineData(0.01, 0.01)]
    [InlineData(0.03, 0.02)]
    [InlineData(0.1, 0.06)]
    public void Processes_that_differ_raise_few_alarms(double between, double limit)
    {
        var alarms = Share(12, 0.8, 1, 0, between);
        TestContext.Current.TestOutputHelper?.WriteLine($"processes differ by {between}: {alarms:0.000}");
        Assert.True(alarms <= limit + (4 * Math.Sqrt(limit * (1 - limit) / Runs)), $"{alarms}");
    }

    [Fact]
    public void Shared_bursts_of_errors_raise_at_most_one_alarm_in_a_hundred()
    {
        var alarms = Enumerable.Range(0, Runs).Count(seed =>
        {
            var simulator = new ArmSimulator(seed) { Requests = 100, ErrorRatio = 0.03 };
            var shocks = simulator.Shocks(12, 0.5, 0.8);
            return ArmComparison.Compare(simulator.Arm("a", 2, 12, shocks: shocks), simulator.Arm("b", 2, 12, shocks: shocks), Measure.ErrorRatio, 0.001, Options).P <= 0.01;
        });
        Assert.True(alarms <= 4 + (4 * Math.Sqrt(4)), $"{alarms} of {Runs}");
    }

    [Fact]
    public void Versions_that_do_not_spread_at_all_are_judged_by_counting_signs()
    {
        var latency = new ExponentialHistogram();
        latency.Add(1_000_000, 100);
        Assert.Equal(Verdict.Unchanged, Compare(100, 100).Verdict);
        Assert.Equal(Verdict.Regressed, Compare(100, 103).Verdict);

        ComparisonResult Compare(double before, double after) => ArmComparison.Compare(Arm("1.0", before), Arm("1.1", after), Measure.LatencyMean, 0.02, Options);
        ArmEvidence Arm(string version, double millis) => new(version, [.. Enumerable.Range(0, 9).Select(i =>
            new ReplicateEvidence(version, DateTimeOffset.UnixEpoch.AddMinutes(i), TimeSpan.FromMinutes(1), 100, 0, 1e6 * millis * 100, latency))]);
    }

    [Theory]
    [InlineData(Measure.LatencyP95)]
    [InlineData(Measure.ErrorRatio)]
    [InlineData(Measure.Throughput)]
    public void The_answer_says_that_blocks_of_time_were_paired(Measure measure)
    {
        var simulator = new ArmSimulator(3) { Between = 0, ErrorRatio = 0.02 };
        var shocks = simulator.Shocks(12, 0.3, 0.8);
        var result = ArmComparison.Compare(simulator.Arm("1.0", 2, 12, shocks: shocks), simulator.Arm("1.1", 2, 12, shocks: shocks), measure, 0.00001, Options);
        Assert.Contains("paired by block of time", result.Method, StringComparison.Ordinal);
        Assert.Contains(result.Notes, n => n.Contains("side by side", StringComparison.Ordinal));
        Assert.Equal((12, 12), (result.BaselineReplicates, result.CandidateReplicates));
        Assert.True(result.Needed is null || result.Sentence.Contains("blocks of 60 s side by side", StringComparison.Ordinal), result.Sentence);
    }

    [Fact]
    public void Three_processes_of_each_version_remain_the_units()
    {
        var simulator = new ArmSimulator(4);
        var result = ArmComparison.Compare(simulator.Arm("1.0", 3, 12), simulator.Arm("1.1", 3, 12), Measure.LatencyP95, 0.02, Options);
        Assert.EndsWith("by process", result.Method, StringComparison.Ordinal);
        Assert.Equal(3, result.BaselineReplicates);
        Assert.Contains(result.Notes, n => n.Contains("side by side", StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_with_little_time_in_common_are_not_paired()
    {
        var simulator = new ArmSimulator(5);
        var result = ArmComparison.Compare(simulator.Arm("1.0", 2, 12), simulator.Arm("1.1", 2, 12, start: 4), Measure.LatencyP95, 0.02, Options);
        Assert.EndsWith("by block of time", result.Method, StringComparison.Ordinal);
        Assert.DoesNotContain("paired", result.Method, StringComparison.Ordinal);
    }

    // Two processes of the same version that are 30 % apart: no interval of blocks alone may hide that.
    [Fact]
    public void Processes_that_clearly_differ_are_in_the_interval()
    {
        var simulator = new ArmSimulator(6) { Between = 0.3 };
        var result = ArmComparison.Compare(simulator.Arm("1.0", 2, 12), simulator.Arm("1.1", 2, 12), Measure.LatencyMean, 0.02, Options);
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Contains(result.Notes, n => n.Contains("processes of the same version differ", StringComparison.Ordinal));
    }

    // One or two degrees of freedom by chance: intervals of −97 % to +2,700 %.
    [Fact]
    public void Two_alike_processes_of_each_version_give_no_absurd_interval()
    {
        var widths = Enumerable.Range(0, Runs).Select(seed =>
        {
            var simulator = new ArmSimulator(seed) { Requests = 20, Between = 0, Drift = 0.1 };
            var result = ArmComparison.Compare(simulator.Arm("1.0", 2, 12), simulator.Arm("1.1", 2, 12, start: 12), Measure.LatencyMean, 0.02, Options);
            return result.Ratio.High / result.Ratio.Low;
        }).Order().ToList();
        Assert.True(widths[Runs / 2] < 1.5 && widths[Runs * 9 / 10] < 2 && widths[^1] < 10, $"{widths[Runs / 2]}, {widths[Runs * 9 / 10]}, {widths[^1]}");
    }

    [Fact]
    public void Failed_requests_do_not_make_the_mean_smaller()
    {
        var simulator = new ArmSimulator(7) { Between = 0, Drift = 0, Requests = 2000 };
        var clean = simulator.Arm("1.0", 4, 3);
        simulator.ErrorRatio = 0.4;
        Assert.InRange(ArmComparison.Compare(clean, simulator.Arm("1.1", 4, 3), Measure.LatencyMean, 0.05, Options).Ratio.Value, 0.96, 1.04);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 12)]
    [InlineData(4, 0)]
    public void Blocks_in_which_every_request_failed_have_no_latency_and_break_nothing(int processes, int start)
    {
        var simulator = new ArmSimulator(8) { Between = 0 };
        var baseline = simulator.Arm("1.0", processes, 12);
        var candidate = Failing(simulator.Arm("1.1", processes, 12, start: start), b => (b.Start.Minute - start) is 3 or 7 or 11);
        var dead = Failing(candidate, _ => true);
        foreach (var measure in Enum.GetValues<Measure>())
        {
            var result = ArmComparison.Compare(baseline, candidate, measure, 0.05, Options);
            Assert.True(double.IsFinite(result.P) && (double.IsFinite(result.Ratio.Low) || measure == Measure.Throughput), $"{measure}: {result}");
            var none = ArmComparison.Compare(baseline, dead, measure, 0.05, Options);
            Assert.True(measure is Measure.ErrorRatio or Measure.Throughput || none.Notes.Any(n => n.Contains("every request failed", StringComparison.Ordinal)), measure.ToString());
        }

        static ArmEvidence Failing(ArmEvidence arm, Func<ReplicateEvidence, bool> fails) =>
            arm with { Replicates = [.. arm.Replicates.Select(r => fails(r) ? r with { Errors = r.Count, SumNanos = 0, Latency = new ExponentialHistogram() } : r)] };
    }
}
