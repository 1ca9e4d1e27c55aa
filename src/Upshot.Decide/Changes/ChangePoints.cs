using Upshot.Decide.Series;

namespace Upshot.Decide.Changes;

/// <summary>
/// Finds where a series changed its level or its trend. Candidates are the best divisions into straight lines; their number is
/// chosen by the Bayesian criterion (Yao, "Estimating the number of change-points via Schwarz' criterion", 1988; Bai and Perron 1998 for
/// lines) with two corrections without which every wandering or smooth series is full of changes: rows that follow each other are
/// worth fewer independent ones, (1 − r) / (1 + r) of them with correlation r of the residuals; and what lies below a
/// fiftieth of the whole variance is no visible change.
/// </summary>
public static class ChangePoints
{
    private const int Most = 10;
    private const int Shortest = 3;
    private const double Penalty = 1.5;
    private const double Resolution = 0.02;
    private const double LargestCorrelation = 0.99;

    // The noise is judged by a division into so many stretches at most: a richer one would follow the noise.
    private const int BordersForNoise = 5;
    private const int FewestForBias = 8;
    private const double Normal95 = 1.959964;

    // A line's level and slope, and the place where it begins.
    private const int ParametersOfALine = 3;

    public static IReadOnlyList<ChangePoint> Of(TimeSeries series)
    {
        var mean = series.Values.Average();
        var spread = Math.Sqrt(series.Values.Average(v => (v - mean) * (v - mean)));
        if (!(spread > 1e-12 * Math.Abs(mean)))
        {
            return [];
        }

        double[] values = [.. series.Values.Select(v => (v - mean) / spread)];
        var candidates = Segmentation.Of(new SegmentCost(values), Math.Min(Most, Math.Max(0, (values.Length / Shortest) - 1)), Shortest);
        var noise = candidates[Math.Min(BordersForNoise, candidates.Count - 1)].Starts;
        var share = IndependentShare(Residuals(values, noise), values.Length / (noise.Count + 1));
        var best = candidates.MinBy(c => Criterion(c, values.Length, share))!;
        return Describe(series, best.Starts, share);
    }

    private static double Criterion(Segmentation candidate, int count, double share)
    {
        var parameters = (ParametersOfALine * (candidate.Starts.Count + 1)) - 1;
        return (share * count * Math.Log((candidate.Residual / count) + Resolution)) + (Penalty * parameters * Math.Log(count));
    }

    /// <summary>
    /// How many independent values a row is worth, from the correlation of neighbouring residuals. Lines fitted to short stretches hide a part of it
    /// (Kendall, "Note on bias in the estimation of autocorrelation", 1954); half of that bias is put back.
    /// </summary>
    private static double IndependentShare(double[] residuals, int stretch)
    {
        double squares = 0, products = 0;
        for (var i = 0; i < residuals.Length; i++)
        {
            squares += residuals[i] * residuals[i];
            products += i == 0 ? 0 : residuals[i] * residuals[i - 1];
        }

        var seen = squares > 0 ? products / squares : 0;
        var corrected = stretch > FewestForBias ? (seen + (1.0 / stretch)) / (1 - (2.0 / stretch)) : seen;
        var correlation = Math.Clamp(corrected, 0, LargestCorrelation);
        return (1 - correlation) / (1 + correlation);
    }

    private static double[] Residuals(double[] values, IReadOnlyList<int> starts)
    {
        var residuals = new double[values.Length];
        foreach (var (from, to) in Stretches(starts, values.Length))
        {
            double length = to - from;
            var (middle, mean) = ((length - 1) / 2, values[from..to].Average());
            double together = 0, spread = 0;
            for (var i = from; i < to; i++)
            {
                together += (i - from - middle) * (values[i] - mean);
                spread += (i - from - middle) * (i - from - middle);
            }

            for (var i = from; i < to; i++)
            {
                residuals[i] = values[i] - mean - (spread > 0 ? together / spread * (i - from - middle) : 0);
            }
        }

        return residuals;
    }

    private static IEnumerable<(int From, int To)> Stretches(IReadOnlyList<int> starts, int count)
    {
        for (var i = 0; i <= starts.Count; i++)
        {
            yield return (i == 0 ? 0 : starts[i - 1], i == starts.Count ? count : starts[i]);
        }
    }

    private static List<ChangePoint> Describe(TimeSeries series, IReadOnlyList<int> starts, double share)
    {
        var stretches = Stretches(starts, series.Count).Select(s => series.Values[s.From..s.To]).ToList();
        var changes = new List<ChangePoint>();
        for (var i = 0; i < starts.Count; i++)
        {
            var (before, after) = (stretches[i].Average(), stretches[i + 1].Average());
            var error = Math.Sqrt(SquaredError(stretches[i], share) + SquaredError(stretches[i + 1], share));
            changes.Add(new ChangePoint(starts[i], series.TimeTexts[starts[i]], before, after, after - before - (Normal95 * error), after - before + (Normal95 * error)));
        }

        return changes;
    }

    private static double SquaredError(double[] values, double share)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / Math.Max(1, share * values.Length);
    }
}
