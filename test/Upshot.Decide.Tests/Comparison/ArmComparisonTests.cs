using Upshot.Decide.Comparison;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Comparison;

public class ArmComparisonTests
{
    private static readonly ComparisonOptions Options = new();

    [Theory]
    [InlineData(Measure.LatencyP50)]
    [InlineData(Measure.LatencyP90)]
    [InlineData(Measure.LatencyP95)]
    [InlineData(Measure.LatencyP99)]
    [InlineData(Measure.LatencyMean)]
    public void A_slower_version_regresses_and_a_faster_one_improves(Measure measure)
    {
        var simulator = new ArmSimulator(1);
        var (baseline, slower, faster) = (simulator.Arm("1.0", 6, 4), simulator.Arm("1.1", 6, 4, latency: 1.5), simulator.Arm("1.2", 6, 4, latency: 0.6));
        var worse = ArmComparison.Compare(baseline, slower, measure, 0.05, Options);
        Assert.Equal(Verdict.Regressed, worse.Verdict);
        Assert.InRange(worse.Ratio.Value, 1.3, 1.7);
        Assert.True(worse.Ratio.Low < 1.5 && worse.Ratio.High > 1.5);
        Assert.Equal(6, worse.BaselineReplicates);
        Assert.Equal(Verdict.Improved, ArmComparison.Compare(baseline, faster, measure, 0.05, Options).Verdict);
    }

    [Fact]
    public void More_throughput_is_better()
    {
        var simulator = new ArmSimulator(2);
        var baseline = Uneven(simulator.Arm("1.0", 5, 1));
        simulator.Requests = 300;
        var candidate = Uneven(simulator.Arm("1.1", 5, 1));
        Assert.Equal(Verdict.Improved, ArmComparison.Compare(baseline, candidate, Measure.Throughput, 0.05, Options).Verdict);
        Assert.Equal(Verdict.Regressed, ArmComparison.Compare(candidate, baseline, Measure.Throughput, 0.05, Options).Verdict);

        // Blocks of slightly different lengths, as in life.
        static ArmEvidence Uneven(ArmEvidence arm) => arm with { Replicates = [.. arm.Replicates.Select((r, i) => r with { Length = r.Length + TimeSpan.FromSeconds(i % 3) })] };
    }

    [Fact]
    public void An_error_ratio_is_compared_in_points_also_when_one_side_has_none()
    {
        var simulator = new ArmSimulator(3) { Requests = 2000 };
        var clean = simulator.Arm("1.0", 5, 1);
        simulator.ErrorRatio = 0.02;
        var failing = simulator.Arm("1.1", 5, 1);
        var worse = ArmComparison.Compare(clean, failing, Measure.ErrorRatio, 0.001, Options);
        Assert.Equal(Verdict.Regressed, worse.Verdict);
        Assert.Equal(0.02, worse.Difference!.Value.Value, 0.005);
        Assert.True(worse.Ratio.Low > 1, $"{worse.Ratio}");
        Assert.Contains("points", worse.Sentence, StringComparison.Ordinal);
        Assert.Equal(Verdict.Improved, ArmComparison.Compare(failing, clean, Measure.ErrorRatio, 0.001, Options).Verdict);
    }

    [Fact]
    public void No_errors_at_all_are_not_certainty()
    {
        var few = ArmComparison.Compare(new ArmSimulator(4).Arm("1.0", 5, 1), new ArmSimulator(5).Arm("1.1", 5, 1), Measure.ErrorRatio, 0.001, Options);
        Assert.Equal(Verdict.Inconclusive, few.Verdict);
        Assert.InRange(few.Difference!.Value.High, 0.001, 0.02);
        Assert.True(few.Needed > 5);
        var many = new ArmSimulator(4) { Requests = 20_000 };
        Assert.Equal(Verdict.Unchanged, ArmComparison.Compare(many.Arm("1.0", 5, 1), many.Arm("1.1", 5, 1), Measure.ErrorRatio, 0.001, Options).Verdict);
    }

    // All latencies fall into one bucket of one arm and the next bucket of the other: they may be 0.01 % apart or 2 %.
    [Fact]
    public void The_error_of_the_sketch_is_in_the_interval()
    {
        var index = ExponentialHistogram.IndexOf(50_000_000);
        var edge = (long)ExponentialHistogram.UpperBound(index);
        Assert.NotEqual(ExponentialHistogram.IndexOf(edge - 1), ExponentialHistogram.IndexOf(edge + 2));
        var result = ArmComparison.Compare(Constant("1.0", edge - 1), Constant("1.1", edge + 2), Measure.LatencyP50, 0.001, Options);
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.True(result.Ratio.Low <= 1 && result.Ratio.High >= 1.01, $"{result.Ratio}");
        // The mean does not come from the sketch.
        Assert.Equal(Verdict.Unchanged, ArmComparison.Compare(Constant("1.0", edge - 1), Constant("1.1", edge + 2), Measure.LatencyMean, 0.001, Options).Verdict);

        static ArmEvidence Constant(string version, long nanos)
        {
            var latency = new ExponentialHistogram();
            latency.Add(nanos, 100);
            return new ArmEvidence(version, [.. Enumerable.Range(0, 6).Select(i => new ReplicateEvidence($"{version}-{i}", DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), 100, 0, 100.0 * nanos, latency))]);
        }
    }

    [Fact]
    public void Blocks_of_one_process_are_compared_with_a_warning()
    {
        var simulator = new ArmSimulator(6) { Between = 0 };
        var result = ArmComparison.Compare(simulator.Arm("1.0", 1, 40), simulator.Arm("1.1", 1, 40, latency: 1.6, start: 40), Measure.LatencyP95, 0.05, Options);
        Assert.Equal(Verdict.Regressed, result.Verdict);
        Assert.Equal(10, result.BaselineReplicates);
        Assert.Contains(result.Notes, n => n.Contains("processes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_quantile_is_not_read_from_blocks_that_are_too_small_for_it()
    {
        var simulator = new ArmSimulator(7) { Requests = 20, Between = 0 };
        var (a, b) = (simulator.Arm("1.0", 1, 9), simulator.Arm("1.1", 1, 9, latency: 3));
        Assert.Equal(Verdict.Inconclusive, ArmComparison.Compare(a, b, Measure.LatencyP99, 0.05, Options).Verdict);
        Assert.Equal(Verdict.Regressed, ArmComparison.Compare(a, b, Measure.LatencyP50, 0.05, Options).Verdict);
    }

    [Theory]
    [InlineData(Measure.LatencyP95)]
    [InlineData(Measure.ErrorRatio)]
    [InlineData(Measure.Throughput)]
    public void Nothing_seen_is_not_enough_evidence(Measure measure)
    {
        var nothing = new ArmEvidence("1.0", []);
        var empty = new ArmEvidence("1.1", [new ReplicateEvidence("a", DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), 0, 0, 0, new ExponentialHistogram())]);
        var something = new ArmSimulator(8).Arm("1.2", 5, 1);
        foreach (var (a, b) in new[] { (nothing, nothing), (empty, empty), (nothing, something), (something, empty) })
        {
            var result = ArmComparison.Compare(a, b, measure, 0.05, Options);
            Assert.Equal(Verdict.Inconclusive, result.Verdict);
            Assert.StartsWith("Not enough evidence", result.Sentence, StringComparison.Ordinal);
        }
    }

    // Blocks of one process drift; METHODS counts 27 % (0.8) and 66 % (0.95) false alarms where minutes pass for independent. Two in
    // a hundred and four are what is left here, with the warning above.
    [Theory]
    [InlineData(0, 0.01, false)]
    [InlineData(0.8, 0.02, false)]
    [InlineData(0.95, 0.045, false)]
    [InlineData(0, 0.01, true)]
    [InlineData(0.8, 0.02, true)]
    [InlineData(0.95, 0.045, true)]
    public void Correlated_blocks_of_one_process_raise_few_alarms(double correlation, double limit, bool sideBySide)
    {
        const int runs = 500;
        var alarms = Enumerable.Range(0, runs).Count(seed =>
        {
            var simulator = new ArmSimulator(seed) { Requests = 20, Correlation = correlation, Between = 0 };
            return ArmComparison.Compare(simulator.Arm("a", 1, 60), simulator.Arm("b", 1, 60, start: sideBySide ? 0 : 60), Measure.LatencyMean, 0, Options).Verdict is Verdict.Improved or Verdict.Regressed;
        });
        Assert.True(alarms <= (runs * limit) + (4 * Math.Sqrt(runs * limit)), $"{alarms} of {runs}");
    }

    [Theory]
    [InlineData(3, 3, 0.01, 0)]
    [InlineData(5, 1, 0.01, 1)]
    [InlineData(10, 1, 0.002, 0.3)]
    public void Equal_error_ratios_raise_at_most_one_alarm_in_a_hundred(int processes, int blocks, double ratio, double bursts)
    {
        const int runs = 500;
        var alarms = Enumerable.Range(0, runs).Count(seed =>
        {
            var simulator = new ArmSimulator(seed) { Requests = 300, ErrorRatio = ratio, ErrorBursts = bursts };
            return ArmComparison.Compare(simulator.Arm("a", processes, blocks), simulator.Arm("b", processes, blocks), Measure.ErrorRatio, 0, Options).Verdict is Verdict.Improved or Verdict.Regressed;
        });
        Assert.True(alarms <= 5 + (4 * Math.Sqrt(5)), $"{alarms} of {runs}");
    }

    // A difference that stands out alone does not among twenty that were looked at.
    [Fact]
    public void Many_measures_are_corrected_for_one_another()
    {
        var simulator = new ArmSimulator(12) { Between = 0.04 };
        var baseline = simulator.Arm("1.0", 6, 1);
        var one = Enumerable.Range(0, 200).Select(_ => ArmComparison.Compare(baseline, simulator.Arm("1.1", 6, 1, latency: 1.12), Measure.LatencyMean, 0.01, Options)).First(r => r.P is < 0.01 and > 0.001);
        Assert.Equal(Verdict.Regressed, one.Verdict);
        var corrected = Holm.Correct([one, .. Enumerable.Repeat(ArmComparison.Compare(baseline, baseline, Measure.LatencyMean, 0.01, Options), 19)]);
        Assert.Equal(Verdict.Inconclusive, corrected[0].Verdict);
        Assert.Equal(20 * one.P, corrected[0].AdjustedP!.Value, 1e-12);
        Assert.StartsWith("Not enough evidence", corrected[0].Sentence, StringComparison.Ordinal);
        Assert.True(corrected[0].Needed > 6);
    }
}
