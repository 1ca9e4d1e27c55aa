using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Decide.Alerting;

/// <summary>What alerts must share to be one incident.</summary>
public static class CauseKey
{
    /// <summary>The failing dependency; where there is none below the operation itself, or none was found, the operation.</summary>
    public static string Of(ProductPlan plan, string operation, IncidentCause? cause)
    {
        if (cause is null || cause.Path.Count <= 1)
        {
            return ForOperation(operation);
        }

        // A dependency whose own promise is broken is the parent: its alert and those above it are one incident.
        var entry = cause.Path[^1];
        var parent = plan.Operations.FirstOrDefault(o => o.Name != operation && o.Entry.Service == cause.Service && NamesOf(o.Entry).Any(n => entry == $"[{cause.Service}] {n}"));
        return parent is not null ? ForOperation(parent.Name) : $"service {cause.Service}";
    }

    public static string ForOperation(string operation) => $"operation {operation}";

    private static IEnumerable<string> NamesOf(SpanSelector entry)
    {
        if (entry.Span is { } span)
        {
            yield return span;
        }

        if (entry.Route is { } route)
        {
            yield return route;
            yield return $"{entry.Method ?? "GET"} {route}";
        }
    }
}
