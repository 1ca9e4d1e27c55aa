using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Comparison.Versions;

public class StartUpTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void As_much_time_as_a_start_up_was_seen_is_left_out_again_of_each_process()
    {
        // The second process came ten minutes later.
        ReplicateEvidence[] rows = [.. Minutes("a", 0, 60), .. Minutes("b", 10, 60)];
        var left = new StartUp(TimeSpan.FromMinutes(5), IsStillWarming: false).Cut(rows);
        Assert.Equal(Noon.AddMinutes(10), left.Where(r => r.Instance == "a").Min(r => r.Start));
        Assert.Equal(Noon.AddMinutes(20), left.Where(r => r.Instance == "b").Min(r => r.Start));
        Assert.Equal(rows, default(StartUp).Cut(rows));
    }

    [Fact]
    public void What_was_learnt_from_an_hour_counts_for_ten_minutes_as_that_of_ten_minutes()
    {
        var earlier = Enumerable.Range(0, 3).Select(i => new EarlierRelease($"0.{i}", [.. Enumerable.Range(0, 4).Select(p => Row($"p{p}", 0, 60, 100 + (10 * p) + i))])).ToList();
        var history = new SpreadHistory(earlier);
        double Statistic(List<ReplicateEvidence> rows) => MeasureStatistic.Log(rows, Measure.LatencyMean, null);
        var (hour, ten) = (history.Within(TimeSpan.FromHours(1)).Prior(Statistic), history.Within(TimeSpan.FromMinutes(10)).Prior(Statistic));
        Assert.Equal(6, ten.Value / hour.Value, 9);
        Assert.Equal(hour, history.Within(TimeSpan.FromHours(2)).Prior(Statistic));
    }

    private static IEnumerable<ReplicateEvidence> Minutes(string process, int from, int to) => Enumerable.Range(from, to - from).Select(m => Row(process, m, 1, 100));

    private static ReplicateEvidence Row(string process, int minute, int length, long millis)
    {
        var latency = new ExponentialHistogram();
        latency.Add(millis * 1_000_000, 10);
        return new(process, Noon.AddMinutes(minute), TimeSpan.FromMinutes(length), 10, 0, 10.0 * millis * 1_000_000, latency);
    }
}
