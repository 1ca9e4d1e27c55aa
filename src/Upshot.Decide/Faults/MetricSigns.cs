using System.Globalization;
using Upshot.Decide.Exports;

namespace Upshot.Decide.Faults;

/// <summary>Services whose resources are used more than usual, by more than load makes all of them use.</summary>
internal static class MetricSigns
{
    private const double FewestDeviations = 4;
    private const double MadToSigma = 1.4826;

    // Growth by this factor is half the strength.
    private static readonly double HalfGrowth = Math.Log(1.6);
    private static readonly double LeastGrowth = Math.Log(1.15);

    private sealed record Growth(string Service, string Metric, FaultKind Kind, double Was, double Is, double Log, double Deviations);

    public static IEnumerable<FaultSign> Of(TelemetryExport export, bool hasTraces)
    {
        var grown = export.Metrics.GroupBy(p => (p.Service, p.Metric)).Select(g => GrowthOf(export, g.Key.Service, g.Key.Metric, [.. g])).OfType<Growth>()
            .Where(g => !(hasTraces && MetricClass.IsSymptom(g.Kind))).ToList();
        foreach (var metric in grown.GroupBy(g => g.Metric).Where(m => m.Count() > 3))
        {
            double[] logs = [.. metric.Select(g => g.Log).Order()];
            var common = Math.Max(0, logs[logs.Length / 2]);
            foreach (var growth in metric.Where(_ => common > 0))
            {
                grown[grown.IndexOf(growth)] = growth with { Log = growth.Log - common, Deviations = growth.Deviations * Math.Max(0, growth.Log - common) / Math.Max(growth.Log, 1e-9) };
            }
        }

        foreach (var kind in grown.Where(g => g.Log > LeastGrowth && g.Deviations > FewestDeviations).GroupBy(g => g.Kind))
        {
            var all = kind.GroupBy(g => g.Service).Sum(s => s.Max(g => g.Log));
            foreach (var service in kind.GroupBy(g => g.Service))
            {
                var most = service.MaxBy(g => g.Log)!;
                yield return new FaultSign(
                    service.Key, kind.Key, most.Log / all * (most.Log / (most.Log + HalfGrowth)) * Math.Min(1, (most.Deviations - FewestDeviations + 1) / FewestDeviations),
                    string.Create(CultureInfo.InvariantCulture, $"Its {most.Metric} is {most.Is:G4} instead of {most.Was:G4}."));
            }
        }
    }

    private static Growth? GrowthOf(TelemetryExport export, string service, string metric, MeasuredPoint[] points)
    {
        if (MetricClass.Of(metric) is not { } kind)
        {
            return null;
        }

        // Pods of a service together, moment by moment.
        double[] normal = [.. points.Where(p => export.Normal.Contains(p.TimeNanos)).Select(p => p.Value).Order()];
        double[] bad = [.. points.Where(p => export.Bad.Contains(p.TimeNanos)).Select(p => p.Value).Order()];
        if (normal.Length < 3 || bad.Length == 0)
        {
            return null;
        }

        // The upper half of a short window: it may begin before the fault and end after it.
        var (was, now) = (normal[normal.Length / 2], bad[(int)(bad.Length * 0.6)]);
        double[] distances = [.. normal.Select(v => Math.Abs(v - was)).Order()];
        var spread = Math.Max(MadToSigma * distances[distances.Length / 2], Math.Max((normal[(int)(normal.Length * 0.9)] - was) / 1.28, 0.02 * Math.Abs(was)));
        var small = 0.02 * Math.Abs(normal[^1]);
        if (was < 0 || now <= was || spread + small <= 0)
        {
            return new Growth(service, metric, kind, was, now, 0, 0);
        }

        return new Growth(service, metric, kind, was, now, Math.Log((now + spread + small) / (was + spread + small)), (now - was) / (spread + small));
    }
}
