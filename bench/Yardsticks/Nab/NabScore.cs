namespace Upshot.Yardsticks.Nab;

/// <summary>
/// The benchmark's own score: each window counts once, by its earliest detection on a sigmoid over its length; each detection outside costs, the
/// less the nearer it follows a window; the first 15 % of a series (of at most 5,000 rows) do not count. 0 is silence, 100 the first row
/// of every window and nothing else. Source: Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms", ICMLA 2015, and
/// numenta/NAB, nab/sweeper.py.
/// </summary>
internal static class NabScore
{
    private const double ProbationShare = 0.15;
    private const int ProbationRows = 5000;

    /// <summary>The best score that one threshold on all series reaches, and that threshold.</summary>
    public static (double Score, double Threshold) Best(IReadOnlyList<NabSeries> corpus, NabProfile profile)
    {
        var best = (Score: 0.0, Threshold: double.PositiveInfinity);
        foreach (var (threshold, score) in Curve(corpus, profile))
        {
            best = score > best.Score ? (score, threshold) : best;
        }

        return best;
    }

    public static double At(IReadOnlyList<NabSeries> corpus, NabProfile profile, double threshold) =>
        Curve(corpus, profile).Where(p => p.Threshold >= threshold).Select(p => p.Score).LastOrDefault();

    // From the highest threshold to the lowest; each point takes in all rows of one score.
    private static IEnumerable<(double Threshold, double Score)> Curve(IReadOnlyList<NabSeries> corpus, NabProfile profile)
    {
        var rows = corpus.SelectMany((series, s) => Rows(series, profile).Select(r => (r.Score, Window: r.Window < 0 ? default((int, int)?) : (s, r.Window), r.Worth))).OrderByDescending(r => r.Score).ToList();
        var windows = corpus.Sum(s => s.Windows.Count);
        var (worst, perfect) = (-profile.Miss * windows, profile.Hit * windows);
        var total = worst;
        var reached = new Dictionary<(int, int), double>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Window is { } window)
            {
                var before = reached.GetValueOrDefault(window, -profile.Miss);
                reached[window] = Math.Max(before, rows[i].Worth);
                total += reached[window] - before;
            }
            else
            {
                total += rows[i].Worth;
            }

            if (i + 1 == rows.Count || rows[i + 1].Score != rows[i].Score)
            {
                yield return (rows[i].Score, 100 * (total - worst) / (perfect - worst));
            }
        }
    }

    private static IEnumerable<(double Score, int Window, double Worth)> Rows(NabSeries series, NabProfile profile)
    {
        var probation = (int)Math.Min(Math.Floor(ProbationShare * series.Scores.Length), ProbationShare * ProbationRows);
        for (var i = probation; i < series.Scores.Length; i++)
        {
            if (series.Scores[i] <= 0)
            {
                continue;
            }

            var window = IndexOf(series.Windows, i);
            if (window >= 0)
            {
                var (from, to) = series.Windows[window];
                yield return (series.Scores[i], window, profile.Hit * Sigmoid(-(to - i + 1.0) / (to - from + 1)) / Sigmoid(-1));
            }
            else
            {
                var before = series.Windows.Where(w => w.To < i).Cast<(int From, int To)?>().LastOrDefault();
                yield return (series.Scores[i], -1, profile.FalseAlarm * (before is { } w ? Sigmoid((i - w.To) / (double)(w.To - w.From)) : -1));
            }
        }
    }

    private static int IndexOf(IReadOnlyList<(int From, int To)> windows, int row)
    {
        for (var i = 0; i < windows.Count; i++)
        {
            if (windows[i].From <= row && row <= windows[i].To)
            {
                return i;
            }
        }

        return -1;
    }

    private static double Sigmoid(double position) => position >= 3 ? -1 : (2 / (1 + Math.Exp(5 * position))) - 1;
}
