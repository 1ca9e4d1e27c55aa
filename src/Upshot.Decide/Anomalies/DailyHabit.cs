using Upshot.Decide.Series;

namespace Upshot.Decide.Anomalies;

/// <summary>
/// How far a value lies outside everything that earlier days had at the same time of day; 0 in series without a clock. It counts
/// only while the time of day explains most of how the series varies.
/// </summary>
/// <param name="Outside">By row: the distance from the nearest value of earlier days at that time.</param>
/// <param name="Counts">By row: whether there is a habit.</param>
internal sealed record DailyHabit(double[] Outside, bool[] Counts)
{
    private const double Day = 86_400;
    private const double LeastTolerance = 900;
    private const int FewestPeers = 4;
    private const int FewestJudged = 100;
    private const int Newest = 20_000;
    private const int MostDays = 60;

    /// <summary>The typical squared distance from the habit is below this part of that from the mean.</summary>
    private const double Explained = 0.2;

    public static DailyHabit Of(TimeSeries series)
    {
        var habit = new DailyHabit(new double[series.Count], new bool[series.Count]);
        if (!series.IsClock || series.Seconds[^1] - series.Seconds[0] <= 2 * Day)
        {
            return habit;
        }

        var tolerance = Tolerance(series.Seconds);
        var fromHabit = new SlidingQuantiles(Newest);
        var fromMean = new SlidingQuantiles(Newest);
        var peers = new List<double>();
        double sum = 0;
        for (var i = 0; i < series.Count; i++)
        {
            Peers(series, i, tolerance, peers);
            if (peers.Count >= FewestPeers && series.Seconds[i] - series.Seconds[0] > 2 * Day)
            {
                peers.Sort();
                var value = series.Values[i];
                fromHabit.Add(Square(value - Median(peers)));
                fromMean.Add(Square(value - (sum / i)));
                habit.Outside[i] = Math.Max(0, Math.Max(value - peers[^1], peers[0] - value));
                habit.Counts[i] = fromHabit.Count > FewestJudged && fromHabit.At(0.5) < Explained * fromMean.At(0.5);
            }

            sum += series.Values[i];
        }

        return habit;
    }

    private static double Tolerance(double[] seconds)
    {
        var steps = Enumerable.Range(1, seconds.Length - 1).Select(i => seconds[i] - seconds[i - 1]).Order().ToList();
        return Math.Max(LeastTolerance, 1.01 * Median(steps));
    }

    // Rows of earlier days within the tolerance of the same time of day.
    private static void Peers(TimeSeries series, int row, double tolerance, List<double> peers)
    {
        peers.Clear();
        var now = series.Seconds[row];
        for (var days = 1; days <= MostDays && now - (days * Day) + tolerance >= series.Seconds[0]; days++)
        {
            var at = FirstAtLeast(series.Seconds, now - (days * Day) - tolerance);
            for (; at < row && series.Seconds[at] <= now - (days * Day) + tolerance; at++)
            {
                peers.Add(series.Values[at]);
            }
        }
    }

    private static int FirstAtLeast(double[] sorted, double value)
    {
        var at = Array.BinarySearch(sorted, value);
        at = at < 0 ? ~at : at;
        while (at > 0 && sorted[at - 1] >= value)
        {
            at--;
        }

        return at;
    }

    private static double Median(List<double> sorted) =>
        sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;

    private static double Square(double value) => value * value;
}
