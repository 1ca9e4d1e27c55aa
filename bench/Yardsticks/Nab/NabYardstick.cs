using Upshot.Decide.Anomalies;

namespace Upshot.Yardsticks.Nab;

/// <summary>Anomalies with few false alarms, on the Numenta Anomaly Benchmark.</summary>
internal static class NabYardstick
{
    public static IEnumerable<Figure> Run(string folder)
    {
        var corpus = NabSeries.ReadAll(folder);
        foreach (var profile in new[] { NabProfile.Standard, NabProfile.FewFalseAlarms, NabProfile.FewMisses })
        {
            var (score, threshold) = NabScore.Best(corpus, profile);
            yield return new Figure("nab", $"{profile.Name}, best corpus threshold ({threshold:0.00})", score, profile.Best, 0);
            yield return new Figure("nab", $"{profile.Name}, default threshold ({AnomalyDetector.Threshold:0.00})", NabScore.At(corpus, profile, AnomalyDetector.Threshold), profile.Best, 0);
        }

        foreach (var factor in new[] { 0.67, 0.8, 1.25, 1.5 })
        {
            yield return new Figure("nab", $"standard, {factor} × the default threshold", NabScore.At(corpus, NabProfile.Standard, factor * AnomalyDetector.Threshold), 70, 0);
        }

        List<NabSeries> first = [.. corpus.Where((_, i) => i % 2 == 0)], second = [.. corpus.Where((_, i) => i % 2 == 1)];
        yield return new Figure("nab", "standard, threshold of the second half on the first", NabScore.At(first, NabProfile.Standard, NabScore.Best(second, NabProfile.Standard).Threshold), 70, 0);
        yield return new Figure("nab", "standard, threshold of the first half on the second", NabScore.At(second, NabProfile.Standard, NabScore.Best(first, NabProfile.Standard).Threshold), 70, 0);
    }
}
