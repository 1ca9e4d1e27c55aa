namespace Upshot.Decide.Anomalies;

/// <summary>
/// Puts a measure of strangeness into the scale of its own past: 0 at its median, 1 at its 99th percentile. Only what came before is
/// used, so that a row's score never changes by what comes later.
/// </summary>
internal static class OwnScale
{
    private const int Fewest = 50;
    private const int Newest = 20_000;

    /// <param name="first">The first row whose strangeness means something.</param>
    /// <param name="floor">By row: differences below this are no difference.</param>
    public static double[] Of(double[] strangeness, int first, Func<int, double> floor)
    {
        var scores = new double[strangeness.Length];
        var past = new SlidingQuantiles(Newest);
        for (var i = first; i < strangeness.Length; i++)
        {
            if (past.Count > Fewest)
            {
                var (median, high) = (past.At(0.5), past.At(0.99));
                scores[i] = Math.Max(0, (strangeness[i] - median) / (high - median + floor(i)));
            }

            past.Add(strangeness[i]);
        }

        return scores;
    }
}
