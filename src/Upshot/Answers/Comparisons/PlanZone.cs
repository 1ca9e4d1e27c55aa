using Upshot.Plan;

namespace Upshot.Answers.Comparisons;

/// <summary>Whose clocks an operation's users live by, as far as its plan says: the zone of its objectives' calendars and hours, else that of any other objective, else UTC.</summary>
internal static class PlanZone
{
    public static TimeZoneInfo Of(ProductPlan plan, string operation)
    {
        var named = plan.Objectives.OrderByDescending(o => o.Operation == operation).SelectMany(Zones).FirstOrDefault(z => z != "UTC");
        return named is not null && TimeZoneInfo.TryFindSystemTimeZoneById(named, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    private static IEnumerable<string> Zones(Objective objective) => objective.Hours is { } hours ? [hours.Zone, objective.Window.Zone] : [objective.Window.Zone];
}
