using System.Globalization;
using Upshot.Decide.Exports;

namespace Upshot.Decide.Faults;

/// <summary>Services whose resources are used more than usual, by more than load makes all of them use.</summary>
internal static class MetricSigns
{
    private const double FewestDeviations = 3;
    private const double MadToSigma = 1.4826;

    // What one in a hundred measurements of all services reaches without a fault is no growth.
    private const double UsualQuantile = 0.99;
    private const double UsualMargin = 1.2;
    private const int FewestForQuantile = 20;
    private static readonly double UnknownQuantile = Math.Log(1.5);
    private static readonly double LeastGrowth = Math.Log(1.1);

    // Growth by this factor beyond is half the strength.
    private static readonly double HalfGrowth = Math.Log(1.6);

    private sealed record Series(string Service, string Metric, FaultKind Kind, double[] Normal, double[] Bad)
    {
        public double Usual => Normal[Normal.Length / 2];

        // Two measurements of a short window: the fault may have begun after the first.
        public double Now => Bad.Length <= 2 ? Bad[^1] : Bad[Bad.Length / 2];
    }

    private sealed record Growth(Series Series, double Log);

    public static IEnumerable<FaultSign> Of(TelemetryExport export, bool hasTraces)
    {
        var series = export.Metrics.GroupBy(p => (p.Service, p.Metric)).Select(g => SeriesOf(export, g.Key.Service, g.Key.Metric, [.. g])).OfType<Series>().Where(s => !(hasTraces && MetricClass.IsSymptom(s.Kind)));
        var grown = series.GroupBy(s => s.Metric).SelectMany(m => Grown([.. m])).ToList();
        foreach (var kind in grown.GroupBy(g => g.Series.Kind))
        {
            var all = kind.GroupBy(g => g.Series.Service).Sum(s => s.Max(g => g.Log));
            foreach (var service in kind.GroupBy(g => g.Series.Service))
            {
                var most = service.MaxBy(g => g.Log)!;
                yield return new FaultSign(service.Key, kind.Key, most.Log / all * (most.Log / (most.Log + HalfGrowth)), string.Create(CultureInfo.InvariantCulture, $"Its {most.Series.Metric} is {most.Series.Now:G4} instead of {most.Series.Usual:G4}."));
            }
        }
    }

    /// <summary>The series of one metric that grew by more than the metric does by itself, and by more than those of most services.</summary>
    private static IEnumerable<Growth> Grown(List<Series> metric)
    {
        var largest = metric.Max(s => s.Normal[^1]);
        double Small(Series s) => (0.02 * s.Normal[^1]) + (0.002 * largest);
        double LogOf(Series s, double value) => Math.Log((Math.Max(0, value) + Small(s)) / (s.Usual + Small(s)));
        var usable = metric.Where(s => s.Usual >= 0 && s.Usual + Small(s) > 0).ToList();
        double[] residuals = [.. usable.Where(s => s.Normal.Length > 2).SelectMany(s => s.Normal.Select(v => LogOf(s, v))).Order()];
        var usual = residuals.Length < FewestForQuantile ? UnknownQuantile : UsualMargin * residuals[(int)(UsualQuantile * (residuals.Length - 1))];
        double[] logs = [.. usable.Select(s => LogOf(s, s.Now)).Order()];
        var common = logs.Length > 3 ? Math.Max(0, logs[logs.Length / 2]) : 0;
        foreach (var s in usable)
        {
            double[] distances = [.. s.Normal.Select(v => Math.Abs(v - s.Usual)).Order()];
            var log = LogOf(s, s.Now) - common - Math.Max(usual, LeastGrowth);
            if (log > 0 && s.Now - s.Usual > FewestDeviations * MadToSigma * distances[distances.Length / 2])
            {
                yield return new Growth(s, log);
            }
        }
    }

    private static Series? SeriesOf(TelemetryExport export, string service, string metric, MeasuredPoint[] points)
    {
        if (MetricClass.Of(metric) is not { } kind)
        {
            return null;
        }

        double[] normal = [.. points.Where(p => export.Normal.Contains(p.TimeNanos)).Select(p => p.Value).Order()];
        double[] bad = [.. points.Where(p => export.Bad.Contains(p.TimeNanos)).Select(p => p.Value).Order()];
        return normal.Length == 0 || bad.Length == 0 ? null : new Series(service, metric, kind, normal, bad);
    }
}
