using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>
/// Whether a metric's values are in the unit that it names, where a span says how large they must be: the duration of the span that records it.
/// </summary>
internal static class DurationCheck
{
    /// <summary>Half of the way, in orders of magnitude, from a value to a thousand times of it.</summary>
    private const double MostTimes = 32;

    /// <summary>What is shorter is mostly the time that measuring takes.</summary>
    private const double ShortestSeconds = 0.000_2;

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var metrics in seen.Metrics.Where(m => m.Signal is not null).GroupBy(m => (m.Signal, m.Origin.Service)))
        {
            var (metric, service) = (metrics.Key.Signal!, metrics.Key.Service);
            if (Units.PerSecond(metric.Unit) is not { } perSecond || Sources(metric, seen.Plan) is not { Count: > 0 } sources)
            {
                continue;
            }

            var spans = seen.Spans.Where(s => s.Origin.Service == service && s.Signal is { } signal && sources.Contains(signal)).ToList();
            if (spans.Count == 0 || MeanOf(metrics) is not { } recorded)
            {
                continue;
            }

            var lasted = spans.Average(s => s.Item.DurationNanos) / 1e9;
            var told = recorded / perSecond;
            if (Math.Max(lasted, told) < ShortestSeconds || (told <= lasted * MostTimes && lasted <= told * MostTimes))
            {
                continue;
            }

            yield return new(
                UnitCheck.Info.Id,
                metrics.First().At(metric.Name),
                $"The values of the metric {metric.Name} are not in '{metric.Unit}': they differ from the durations of {spans[0].Signal!.Name}, which records it, by orders of magnitude.",
                $"Record the span's duration in '{metric.Unit}', as the unit says; if something else is recorded, say in the plan which value it is.")
            {
                Declared = metric.Location,
                Evidence = $"{Format.Of(recorded)} {metric.Unit} recorded on average; the spans lasted {Format.Of(lasted * perSecond)} {metric.Unit}",
            };
        }
    }

    /// <summary>The spans whose duration the metric is.</summary>
    private static List<Signal> Sources(Signal metric, ProductPlan plan) =>
        metric.Instrument == "histogram" && metric.Value is "" or "duration"
            ? [.. plan.Signals.Where(s => s.Kind == SignalKind.Span && s.Metrics.Contains(metric.Id))]
            : [];

    /// <summary>Of all measurements; a cumulative series says them all again in each export. Null: none were made.</summary>
    private static double? MeanOf(IEnumerable<Seen<CapturedMetric>> metrics)
    {
        var points = metrics
            .SelectMany(m => m.Item.Points.Where(p => p is { Count: > 0, Sum: not null }).Select(p => (m.Item.Temporality, p, Series: (SeriesIndex.KeyOf(m.Origin, p), p.StartNanos))))
            .ToList();
        var counted = points.Where(x => x.Temporality == CapturedTemporality.Delta).Select(x => x.p)
            .Concat(points.Where(x => x.Temporality != CapturedTemporality.Delta).GroupBy(x => x.Series).Select(g => g.MaxBy(x => x.p.TimeNanos).p))
            .ToList();
        return counted.Count > 0 ? counted.Sum(p => p.Sum!.Value) / counted.Sum(p => p.Count) : null;
    }
}
