using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Whether counters only rise, and metrics say over which time they count.</summary>
internal static class CounterCheck
{
    public static readonly CheckInfo Info = new("falling-counter", "A counter fell, or a metric does not say over which time it counts.", "A rate over a counter that falls shows a restart that never was.");

    public static IEnumerable<VerificationProblem> Find(MatchedEmission seen) =>
        seen.Series().Where(s => s.First().Metric is { IsLibrary: false } or { Signal: not null }).SelectMany(Of);

    private static IEnumerable<VerificationProblem> Of(IEnumerable<(Seen<EmittedMetric> Metric, EmittedPoint Point)> series)
    {
        EmittedPoint? before = null;
        EmittedTemporality? temporality = null;
        foreach (var (metric, point) in series)
        {
            var item = metric.Item;
            if (item.Kind is EmittedMetricKind.Sum or EmittedMetricKind.Histogram or EmittedMetricKind.ExponentialHistogram && item.Temporality == EmittedTemporality.Unspecified)
            {
                yield return Problem(metric, $"The metric {item.Name} does not say whether it is cumulative or delta.", "Export it with an aggregation temporality; every OpenTelemetry SDK does.", "");
            }

            if (temporality is { } last && last != item.Temporality)
            {
                yield return Problem(metric, $"The metric {item.Name} is {item.Temporality.ToString().ToLowerInvariant()} in one export and {last.ToString().ToLowerInvariant()} in another.", "Let one exporter send it, with one temporality preference.", "");
            }

            temporality = item.Temporality;
            var isCounter = item is { Kind: EmittedMetricKind.Sum, IsMonotonic: true };
            if (isCounter && (point.Value < 0 || (item.Temporality == EmittedTemporality.Cumulative && before is not null && point.StartNanos == before.StartNanos && point.TimeNanos >= before.TimeNanos && point.Value < before.Value)))
            {
                var fall = point.Value < 0 ? $"{Words.Of(point.Value ?? 0)}" : $"{Words.Of(before?.Value ?? 0)}, then {Words.Of(point.Value ?? 0)}";
                yield return Problem(metric, $"The counter {item.Name} fell.", "Add only what is positive; what can fall is an updowncounter or a gauge, in code and plan.", fall);
            }

            before = point;
        }
    }

    private static VerificationProblem Problem(Seen<EmittedMetric> metric, string message, string remedy, string evidence) =>
        new(Info.Id, metric.Place(metric.Item.Name), message, remedy) { Declared = metric.Signal?.Place, Evidence = evidence };
}
