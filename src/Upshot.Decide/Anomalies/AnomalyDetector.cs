using Upshot.Decide.Series;

namespace Upshot.Decide.Anomalies;

/// <summary>
/// Scores each row of a series by how strange it is, from what came before it alone: the newness of the last one, two and three values, and
/// what lies outside the habit of the time of day. One setting for all series; an episode has one peak.
/// </summary>
public static class AnomalyDetector
{
    /// <summary>Chosen on 24 series of the Numenta Anomaly Benchmark, in the middle of the range in which the score hardly depends on it.</summary>
    public const double Threshold = 0.9;

    private const int Widest = 3;
    private const int FirstMeaningful = 50;
    private const double LeastNovelty = 0.02;
    private const double LeastDeparture = 0.05;
    private const double WeightOfHabit = 0.35;

    /// <summary>One score a row: 0 where nothing begins, above <see cref="Threshold"/> where an alarm is due.</summary>
    public static double[] Scores(TimeSeries series)
    {
        var spread = RunningSpread.Of(series.Values);
        double Floor(int row, double share) => (share * spread[row]) + 1e-9;
        var total = new double[series.Count];
        for (var width = 1; width <= Widest; width++)
        {
            var of = width;
            var scores = OwnScale.Of(Novelty.Of(series.Values, width), FirstMeaningful, row => Floor(row, LeastNovelty * Math.Sqrt(of)));
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += scores[i] / Widest;
            }
        }

        var habit = DailyHabit.Of(series);
        var departure = OwnScale.Of(habit.Outside, FirstMeaningful, row => Floor(row, LeastDeparture));
        return Episodes.Peaks([.. total.Select((novelty, i) => habit.Counts[i] ? Math.Max(novelty, WeightOfHabit * departure[i]) : novelty)]);
    }
}
