using Upshot.Decide.Comparison;

namespace Upshot.Decide.Tests.Comparison;

/// <summary>
/// What the comparison does on many simulated benchmarks whose processes differ, whose values are correlated, and whose tails
/// are heavy. Each bound allows for the chance of the simulation itself (four standard errors).
/// </summary>
public class FalseAlarmTests
{
    private const int Runs = 4000;

    [Theory]
    [InlineData(5, 5)]
    [InlineData(3, 3)]
    [InlineData(2, 5)]
    [InlineData(3, 7)]
    [InlineData(10, 10)]
    public void Identical_code_is_called_different_at_most_one_time_in_a_hundred(int baseline, int candidate)
    {
        var alarms = Count(baseline, candidate, 1, margin: 0, v => v is Verdict.Improved or Verdict.Regressed);
        Assert.True(alarms <= Limit(0.01), $"{alarms} of {Runs}");
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.95)]
    public void Strong_correlation_inside_a_process_raises_no_more_alarms(double correlation)
    {
        var alarms = Count(5, 5, 1, margin: 0.02, v => v is Verdict.Improved or Verdict.Regressed, s => s.Correlation = correlation);
        Assert.True(alarms <= Limit(0.01), $"{alarms} of {Runs}");
    }

    [Fact]
    public void Processes_in_two_modes_raise_no_more_alarms()
    {
        foreach (var share in new[] { 0.1, 0.3, 0.5 })
        {
            var alarms = Count(5, 5, 1, margin: 0, v => v is Verdict.Improved or Verdict.Regressed, s => (s.OtherMode, s.ModeFactor) = (share, 1.2));
            Assert.True(alarms <= Limit(0.01), $"{alarms} of {Runs} at {share}");
        }
    }

    // What Welch's t on the log of the medians finds is the line to beat: margins must not cost its power.
    [Theory]
    [InlineData(1.03)]
    [InlineData(1.05)]
    [InlineData(1.10)]
    public void A_margin_below_the_effect_costs_no_power(double effect)
    {
        int plain = 0, found = 0;
        for (var run = 0; run < Runs; run++)
        {
            var (a, b) = Arms(run, 5, 5, effect, null);
            plain += Welch.Of(SampleSummary.Of(Logs(a)), SampleSummary.Of(Logs(b))) is { Difference: > 0 } w && w.P() <= 0.01 ? 1 : 0;
            found += SampleComparison.Compare(a, b, 0.02, new ComparisonOptions()).Verdict == Verdict.Regressed ? 1 : 0;
        }

        Assert.True(found >= plain - (Runs / 200), $"found {found}, Welch alone {plain}");
    }

    // The line to beat, on benchmarks that spread as the real ones do.
    [Theory]
    [InlineData(1.03, 0.52)]
    [InlineData(1.05, 0.67)]
    [InlineData(1.10, 0.81)]
    public void Effects_are_found_as_often_as_on_real_benchmarks(double effect, double power)
    {
        var found = Count(5, 5, effect, 0.02, v => v == Verdict.Regressed);
        TestContext.Current.TestOutputHelper?.WriteLine($"{effect}: {(double)found / Runs:0.000}");
        Assert.True(found >= (Runs * power) - (4 * Math.Sqrt(Runs * power * (1 - power))), $"{found} of {Runs}");
    }

    // Wide margins make equal programs show as equal, not as unknown.
    [Fact]
    public void Quiet_benchmarks_that_did_not_change_are_called_unchanged()
    {
        var unchanged = Count(5, 5, 1, 0.02, v => v == Verdict.Unchanged, s => (s.Between, s.Within, s.OtherMode) = (0.003, 0.003, 0));
        Assert.True(unchanged > 0.9 * Runs, $"{unchanged}");
    }

    // An interval of 99 % covers the truth 99 times in a hundred.
    [Fact]
    public void The_interval_covers_the_true_ratio()
    {
        var covered = 0;
        for (var run = 0; run < Runs; run++)
        {
            var (a, b) = Arms(run, 5, 5, 1.07, null);
            var result = SampleComparison.Compare(a, b, 0.02, new ComparisonOptions());
            covered += result.Ratio.Low <= 1.07 && result.Ratio.High >= 1.07 ? 1 : 0;
        }

        Assert.True(Runs - covered <= Limit(0.01), $"{covered} of {Runs}");
    }

    // What is said to be needed is enough, about four times in five, and a fifth of it is not.
    [Fact]
    public void The_number_of_replicates_said_to_be_needed_is_about_right()
    {
        var (decided, decidedWithFew, asked) = (0, 0, 0);
        for (var run = 0; run < 1500; run++)
        {
            var simulator = new BenchmarkSimulator(run) { Between = 0.03, Within = 0.02 };
            var (a, b) = (Arm(simulator, 6, 100), Arm(simulator, 6, 105));
            var first = SampleComparison.Compare(a, b, 0.01, new ComparisonOptions());
            if (first is { Verdict: Verdict.Inconclusive, RequiredReplicates: { } needed } && needed is > 10 and < 60 && Math.Abs(first.Ratio.Value - 1.05) < 0.003)
            {
                asked++;
                decided += IsDecided(simulator, needed) ? 1 : 0;
                decidedWithFew += IsDecided(simulator, Math.Max(2, needed / 5)) ? 1 : 0;
            }
        }

        Assert.True(asked > 50, $"{asked}");
        Assert.True(decided > 0.6 * asked, $"{decided} of {asked}");
        Assert.True(decidedWithFew < 0.3 * asked, $"{decidedWithFew} of {asked}");

        static bool IsDecided(BenchmarkSimulator simulator, int n) =>
            SampleComparison.Compare(Arm(simulator, n, 100), Arm(simulator, n, 105), 0.01, new ComparisonOptions()).Verdict != Verdict.Inconclusive;
    }

    private static int Limit(double rate) => (int)Math.Ceiling((Runs * rate) + (4 * Math.Sqrt(Runs * rate * (1 - rate))));

    private static int Count(int baseline, int candidate, double effect, double margin, Func<Verdict, bool> counts, Action<BenchmarkSimulator>? change = null)
    {
        var count = 0;
        for (var run = 0; run < Runs; run++)
        {
            var (a, b) = Arms(run, baseline, candidate, effect, change);
            count += counts(SampleComparison.Compare(a, b, margin, new ComparisonOptions()).Verdict) ? 1 : 0;
        }

        return count;
    }

    private static (SampleArm Baseline, SampleArm Candidate) Arms(int run, int baseline, int candidate, double effect, Action<BenchmarkSimulator>? change)
    {
        var simulator = BenchmarkSimulator.Draw(run);
        change?.Invoke(simulator);
        return (Arm(simulator, baseline, 100), Arm(simulator, candidate, 100 * effect));
    }

    private static SampleArm Arm(BenchmarkSimulator simulator, int processes, double level) =>
        new("arm", [.. simulator.Arm(level, processes, 15).Select((values, i) => new SampleReplicate($"{i}", values))]);

    private static double[] Logs(SampleArm arm) => [.. arm.Replicates.Select(r => Math.Log(Quantiles.Median(r.Values)))];
}
