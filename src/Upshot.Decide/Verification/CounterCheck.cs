using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Whether counters only rise, and metrics say over which time they count.</summary>
internal static class CounterCheck
{
    public static readonly CheckInfo Info = new("falling-counter", "A counter fell, or a metric does not say over which time it counts.", "A rate over a counter that falls shows a restart that never happened.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) =>
        seen.Series().Where(s => s.First().Metric is { IsLibrary: false } or { Signal: not null }).SelectMany(Of);

    private static IEnumerable<VerificationProblem> Of(IEnumerable<(Seen<CapturedMetric> Metric, CapturedPoint Point)> series)
    {
        CapturedPoint? before = null;
        CapturedTemporality? temporality = null;
        foreach (var (metric, point) in series)
        {
            var item = metric.Item;
            if (item.Kind is CapturedMetricKind.Sum or CapturedMetricKind.Histogram or CapturedMetricKind.ExponentialHistogram && item.Temporality == CapturedTemporality.Unspecified)
            {
                yield return Problem(metric, $"The metric {item.Name} does not say whether it is cumulative or delta.", "Export it with an aggregation temporality; every OpenTelemetry SDK does.", "");
            }

            if (temporality is { } last && last != item.Temporality)
            {
                yield return Problem(metric, $"The metric {item.Name} is {item.Temporality.ToString().ToLowerInvariant()} in one export and {last.ToString().ToLowerInvariant()} in another.", "Let one exporter send it, with one temporality preference.", "");
            }

            temporality = item.Temporality;
            var isCounter = item is { Kind: CapturedMetricKind.Sum, IsMonotonic: true };
            if (isCounter && (point.Value < 0 || (item.Temporality == CapturedTemporality.Cumulative && before is not null && point.StartNanos == before.StartNanos && point.TimeNanos >= before.TimeNanos && point.Value < before.Value)))
            {
                var fall = point.Value < 0 ? $"{Format.Of(point.Value ?? 0)}" : $"{Format.Of(before?.Value ?? 0)}, then {Format.Of(point.Value ?? 0)}";
                yield return Problem(metric, $"The counter {item.Name} fell.", "Add only what is positive; what can fall is an updowncounter or a gauge, in code and plan.", fall);
            }

            before = point;
        }
    }

    private static VerificationProblem Problem(Seen<CapturedMetric> metric, string message, string remedy, string evidence) =>
        new(Info.Id, metric.At(metric.Item.Name), message, remedy) { Declared = metric.Signal?.Location, Evidence = evidence };
}
