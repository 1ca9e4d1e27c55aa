using System.Globalization;
using Upshot.Plan;

namespace Upshot.Review;

/// <summary>What a signal costs a day.</summary>
/// <param name="Events">Spans, points or records a day; null: nothing says how often.</param>
/// <param name="Bytes">On disk; null: nothing is stored yet that would say.</param>
/// <param name="Because">How the number came about.</param>
internal sealed record SignalCost(Signal Signal, double? Events, double? Bytes, string Because);

internal static class CostEstimate
{
    /// <summary>SDKs export metrics once a minute unless told otherwise.</summary>
    private const double ExportsPerDay = 1440;

    public static SignalCost Of(Signal signal, ProductPlan plan, Traffic traffic)
    {
        var (events, because) = signal.Rollout == "off" ? (0, "it is switched off")
            : traffic.EventsPerDay.TryGetValue((signal.Kind, signal.Name), out var seen) ? (seen, $"as it is now, over {Days(traffic)}")
            : Expected(signal, plan, traffic);
        if (signal.Rollout == "canary" && !traffic.EventsPerDay.ContainsKey((signal.Kind, signal.Name)))
        {
            (events, because) = (events * signal.CanaryShare, $"{because}; {signal.CanaryShare.ToString("P0", CultureInfo.InvariantCulture)} of the processes");
        }

        return new(signal, events, events is { } count && traffic.BytesEach.TryGetValue(signal.Kind, out var each) ? count * each : null, because);
    }

    private static (double? Events, string Because) Expected(Signal signal, ProductPlan plan, Traffic traffic) => signal.Kind switch
    {
        SignalKind.Metric => Points(signal, traffic),
        SignalKind.Event when plan.Signals.FirstOrDefault(s => s.Event == signal.Id) is { } span => With(Expected(span, plan, traffic), $"one for each {span.Name}"),
        SignalKind.Span when plan.Operations.FirstOrDefault(o => o.Entry.Span == signal.Name) is { } operation => Requests(operation, traffic),
        SignalKind.Span when plan.Journeys.FirstOrDefault(j => j.Steps.Any(s => s.Match.Span == signal.Name)) is { } journey
            && plan.Operations.FirstOrDefault(o => o.Name == journey.Operation) is { } operation => With(Requests(operation, traffic), $"once in the journey {journey.Name}"),
        _ => (null, "nothing says how often it happens"),
    };

    private static (double? Events, string Because) Requests(Operation operation, Traffic traffic) =>
        Seen(operation, traffic) is { } seen ? (seen, $"requests of {operation.Name} over {Days(traffic)}")
        : operation.RequestsPerDay is { } expected ? (expected, $"requests_per_day of {operation.Name} in the plan; nothing was measured")
        : (null, $"{operation.Name} has no traffic and says no requests_per_day");

    /// <summary>A server that runs with the plan before counts them under the earlier name.</summary>
    private static double? Seen(Operation operation, Traffic traffic)
    {
        var names = operation.RenamedFrom.Prepend(operation.Name).Distinct().Where(traffic.RequestsPerDay.ContainsKey).ToList();
        return names.Count == 0 ? null : names.Sum(n => traffic.RequestsPerDay[n]);
    }

    private static (double? Events, string Because) Points(Signal metric, Traffic traffic)
    {
        double? series = metric.Cardinality;
        if (series is null)
        {
            series = 1;
            foreach (var attribute in metric.Attributes.Where(a => a.Requirement != RequirementLevel.OptIn))
            {
                series *= attribute.Definition switch
                {
                    { AllowedValues.Count: > 0 and var count } => count,
                    { Cardinality: { } most } => most,
                    { Type: "boolean" } => 2,
                    _ => null,
                };
            }
        }

        return series is { } most2
            ? (most2 * ExportsPerDay * traffic.Instances, $"at most {most2.ToString("N0", CultureInfo.InvariantCulture)} series, exported once a minute by {DiffCount(traffic.Instances)}")
            : (null, "an attribute has neither allowed values nor a cardinality: the series are not bounded");
    }

    private static string DiffCount(int processes) => processes == 1 ? "one process" : $"{processes} processes";

    private static (double? Events, string Because) With((double? Events, string Because) from, string because) => (from.Events, $"{because}: {from.Because}");

    private static string Days(Traffic traffic) => traffic.Length.TotalDays >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"the last {traffic.Length.TotalDays:0.#} days")
        : string.Create(CultureInfo.InvariantCulture, $"the last {traffic.Length.TotalHours:0.#} hours");
}
