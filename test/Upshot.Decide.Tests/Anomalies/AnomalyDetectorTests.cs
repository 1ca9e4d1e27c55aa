using Upshot.Decide.Anomalies;
using Upshot.Decide.Series;
using Upshot.Decide.Tests.Series;

namespace Upshot.Decide.Tests.Anomalies;

public class AnomalyDetectorTests
{
    private const int Day = 288;

    [Fact]
    public void A_level_never_seen_before_is_one_alarm_for_the_whole_episode()
    {
        var random = new Random(1);
        var alarms = Alarms(DrawnSeries.Of(3000, i => 10 + DrawnSeries.Normal(random) + (i is >= 2000 and < 2060 ? 25 : 0)));
        Assert.Contains(2000, alarms);
        Assert.InRange(alarms.Count(a => a is >= 2000 and < 2100), 1, 2);
        Assert.InRange(alarms.Count(a => a is < 2000 or >= 2100), 0, 5);
    }

    [Fact]
    public void A_day_without_its_usual_peak_is_an_alarm_though_no_value_is_new()
    {
        var random = new Random(2);
        var series = DrawnSeries.Of(14 * Day, i => (i / Day == 10 ? 20 : 20 + (60 * (i % Day is > 100 and < 200 ? 1 : 0))) + random.NextDouble());
        Assert.Contains(Alarms(series), a => a is >= (10 * Day) + 100 and < (10 * Day) + 120);
    }

    [Fact]
    public void Scores_do_not_depend_on_what_comes_later()
    {
        var random = new Random(3);
        var series = DrawnSeries.Of(2000, i => DrawnSeries.Normal(random) + (i > 1500 ? 30 : 0));
        var first = new TimeSeries([.. series.TimeTexts.Take(1400)], series.Seconds[..1400], series.Values[..1400], true);
        // The habit's tolerance is the median step, which is the same here.
        Assert.Equal(AnomalyDetector.Scores(first), AnomalyDetector.Scores(series)[..1400]);
    }

    [Fact]
    public void Each_peak_stands_above_all_scores_of_the_last_hundred_rows()
    {
        var random = new Random(4);
        double[] scores = [.. Enumerable.Range(0, 3000).Select(_ => random.Next(50) / 10.0)];
        var peaks = Episodes.Peaks(scores);
        for (var i = 0; i < scores.Length; i++)
        {
            var before = scores[Math.Max(0, i - 100)..i].DefaultIfEmpty(0).Max();
            Assert.Equal(scores[i] > before ? scores[i] : 0, peaks[i]);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    [InlineData(5000)]
    public void A_constant_never_alarms(int count) => Assert.Empty(Alarms(DrawnSeries.Of(count, _ => 42.5)));

    private static List<int> Alarms(TimeSeries series)
    {
        var scores = AnomalyDetector.Scores(series);
        return [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] >= AnomalyDetector.Threshold)];
    }
}
