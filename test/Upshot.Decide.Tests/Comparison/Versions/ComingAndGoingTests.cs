using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Comparison.Versions;

/// <summary>Processes that do not run all the time, without earlier releases.</summary>
public class ComingAndGoingTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_version_that_ran_before_and_after_another_did_not_run_beside_it()
    {
        // The minute of the rollback has requests of both.
        var verdict = Judge(Arm("1.0", ("a", -20, 0, 20), ("b", -20, 0, 20), ("c", 19, 60, 20), ("d", 19, 60, 20)), Arm("1.1", ("e", 0, 20, 40), ("f", 0, 20, 40)));
        Assert.Equal((ComparisonDesign.OneAfterTheOther, InconclusiveReason.ConfoundedWithTime), (verdict.Design, verdict.Reason));
    }

    [Fact]
    public void A_small_version_with_empty_minutes_ran_all_the_same()
    {
        var rare = new ArmEvidence("1.1", [.. Enumerable.Range(0, 60).Where(m => m % 4 == 0).SelectMany(m => new[] { Row("e", m, 20, 1), Row("f", m, 20, 1) })]);
        Assert.Equal(ComparisonDesign.SideBySide, Judge(Arm("1.0", ("a", 0, 60, 20), ("b", 0, 60, 20)), rare).Design);
    }

    [Fact]
    public void A_process_that_ran_for_minutes_does_not_hide_what_the_others_show()
    {
        var verdict = Judge(
            Arm("1.0", ("a", 0, 60, 20), ("b", 0, 60, 20.4), ("c", 0, 60, 19.7), ("late", 55, 60, 20)),
            Arm("1.1", ("d", 0, 60, 40), ("e", 0, 60, 40.7), ("f", 0, 60, 39.5), ("early", 0, 5, 40)));
        Assert.Equal(Verdict.Regressed, verdict.Verdict);
    }

    [Fact]
    public void A_rolling_deployment_is_judged_by_those_that_ran_together()
    {
        var verdict = Judge(
            Arm("1.0", ("a", -60, 10, 20), ("b", -60, 30, 20.1), ("c", -60, 50, 19.9)),
            Arm("1.1", ("d", 10, 120, 60), ("e", 30, 120, 60.2), ("f", 50, 120, 59.8)));
        Assert.Equal(ComparisonDesign.Mixed, verdict.Design);
        Assert.Contains("over the time in which they ran together", verdict.Measures[0].Method);
        Assert.InRange(verdict.Measures[0].Ratio.Value, 2.9, 3.1);
    }

    [Fact]
    public void One_process_of_each_says_what_is_missing() =>
        Assert.Contains(Judge(Arm("1.0", ("a", 0, 60, 20)), Arm("1.1", ("d", 0, 60, 40))).Notes, n => n.StartsWith("One process of each version ran", StringComparison.Ordinal));

    private static VersionVerdict Judge(ArmEvidence baseline, ArmEvidence candidate) =>
        VersionComparison.Compare(new(baseline, candidate), [new(Measure.LatencyP50, 0.02)], new ComparisonOptions());

    private static ArmEvidence Arm(string version, params (string Process, int From, int To, double Millis)[] processes) =>
        new(version, [.. processes.SelectMany(p => Enumerable.Range(p.From, p.To - p.From).Select(m => Row(p.Process, m, p.Millis, 30)))]);

    private static ReplicateEvidence Row(string process, int minute, double millis, int requests)
    {
        var latency = new ExponentialHistogram();
        for (var i = 0; i < requests; i++)
        {
            latency.Add((long)(1e6 * millis * (0.9 + (0.2 * (i + 0.5) / requests))));
        }

        return new(process, s_noon.AddMinutes(minute), TimeSpan.FromMinutes(1), requests, 0, requests * millis * 1e6, latency);
    }
}
