namespace Upshot.Decide.Anomalies;

/// <summary>
/// One alarm an episode: a row keeps its score only when it is above that of each of the last hundred rows, so that at any threshold what goes on
/// is told once, and again only when it gets worse.
/// </summary>
internal static class Episodes
{
    private const int Rows = 100;

    public static double[] Peaks(double[] scores)
    {
        var peaks = new double[scores.Length];
        // Rows whose score no later one has reached: the first is the largest of the last hundred.
        var standing = new LinkedList<int>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (standing.First is { } oldest && oldest.Value < i - Rows)
            {
                standing.RemoveFirst();
            }

            if (scores[i] > (standing.First is { } largest ? scores[largest.Value] : 0))
            {
                peaks[i] = scores[i];
            }

            while (standing.Last is { } last && scores[last.Value] <= scores[i])
            {
                standing.RemoveLast();
            }

            standing.AddLast(i);
        }

        return peaks;
    }
}
