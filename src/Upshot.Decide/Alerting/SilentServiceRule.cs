using Upshot.Plan;

namespace Upshot.Decide.Alerting;

/// <summary>A service of a journey that says nothing although those who call it go on: its telemetry is lost, or nobody reaches it.</summary>
public sealed record SilentServiceRule(string Service, string Operation, string Owner, string Runbook) : AlertRule($"{Service}/silent", Ticket, "", Operation, Owner, Runbook)
{
    public static readonly TimeSpan NowWindow = TimeSpan.FromMinutes(10), BeforeWindow = TimeSpan.FromHours(1);

    /// <summary>So many requests in the hour before, and of the journey's operation in the last ten minutes, are enough to expect some.</summary>
    private const long Expected = 50;

    /// <summary>Of each service below the entry of a journey.</summary>
    public static IReadOnlyList<SilentServiceRule> Of(ProductPlan plan) => [.. plan.Journeys
        .SelectMany(j => j.Steps.Where(s => s.Match.Service is not null).Select(s => (Service: s.Match.Service!, j.Operation)))
        .Where(s => plan.Operations.FirstOrDefault(o => o.Name == s.Operation)?.Entry.Service is { } entry && entry != s.Service)
        .DistinctBy(s => s.Service)
        .Select(s => (s.Service, s.Operation, Promise: TrafficRule.PromiseOf(plan, s.Operation)))
        .Where(s => s.Promise is not null)
        .Select(s => new SilentServiceRule(s.Service, s.Operation, s.Promise!.Owner, s.Promise.Runbook))];

    /// <param name="now">Requests that the service answered in the last ten minutes.</param>
    /// <param name="before">In the hour before them.</param>
    /// <param name="callers">Requests of the operation in the last ten minutes.</param>
    public AlertReading Read(long now, long before, long callers) => new(
        this,
        now > 0 || callers < Expected ? AlertCondition.Quiet : before >= Expected ? AlertCondition.Holds : AlertCondition.Unknown,
        null);
}
