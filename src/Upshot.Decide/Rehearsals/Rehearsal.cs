using Upshot.Decide.Alerting;
using Upshot.Decide.AlertProofs;
using Upshot.Plan;

namespace Upshot.Decide.Rehearsals;

/// <summary>Faults in virtual time, before production: what fires, after how long, and whether it names where the fault lies.</summary>
public static class Rehearsal
{
    private static readonly DateTimeOffset s_monday = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_history = TimeSpan.FromHours(75), s_lead = TimeSpan.FromMinutes(30), s_slowest = TimeSpan.FromHours(26);

    /// <param name="recent">What the product is asked and how it calls, instead of the plan's own numbers and journeys.</param>
    public static RehearsalResult Run(ProductPlan plan, int seeds, int quietDays, IReadOnlyCollection<FaultKind>? kinds = null, RecentTraffic? recent = null)
    {
        var (faults, skipped) = (new List<RehearsedFault>(), new List<string>());
        foreach (var kind in Enum.GetValues<FaultKind>().Where(k => kinds is null || kinds.Contains(k)))
        {
            var places = Places(plan, kind, recent);
            if (places.Count == 0)
            {
                skipped.Add($"{kind}: {WhyNot(kind)}");
                continue;
            }

            for (var seed = 1UL; seed <= (ulong)seeds; seed++)
            {
                var chance = new Chance((seed * 1000) + (ulong)kind);
                var (operation, service) = places[chance.Next(places.Count)];
                faults.Add(Run(plan, seed, Make(plan, kind, operation, service, chance), chance, recent));
            }
        }

        return new(faults, skipped, quietDays, [.. Enumerable.Range(0, quietDays).SelectMany(d => QuietDay(plan, new Chance(900_000 + (ulong)d), d, recent))]);
    }

    /// <summary>Runs one fault, and says what became of it.</summary>
    internal static RehearsedFault Run(ProductPlan plan, ulong seed, Fault fault, Chance chance, RecentTraffic? recent = null)
    {
        var end = fault.To + (fault.Kind == FaultKind.SlowBurn ? TimeSpan.FromHours(8) : TimeSpan.FromHours(7));
        var product = new RehearsedProduct(plan, fault, fault.From - s_history, end, chance, recent);
        var engine = new VirtualEngine(plan, product);
        for (var now = fault.From - s_lead; now <= end; now = now.AddMinutes(1))
        {
            engine.Evaluate(now);
            if (now > fault.To && engine.Episodes.Count > 0 && engine.Incidents.Count > 0 && engine.Incidents.All(i => !i.IsOpen))
            {
                break;
            }
        }

        var alerts = engine.Episodes.Where(e => e.FiredAt >= fault.From).OrderBy(e => e.FiredAt).ThenBy(e => AlertRule.Rank(e.Severity)).ToList();
        var first = engine.Incidents.Where(i => i.OpenedAt >= fault.From).OrderBy(i => i.OpenedAt).FirstOrDefault();
        return new(
            seed, fault, alerts.Count > 0, alerts.Count > 0 && alerts.All(e => !e.IsOpen),
            [.. alerts.Select(e => new RehearsedAlert(e.Alert, e.Severity, e.FiredAt!.Value - fault.From, e.ResolvedAt - fault.To))],
            first?.Cause, first?.Cause is { } cause && Names(cause.Kind, cause.Service, fault) && (fault.Kind != FaultKind.TrafficDrop || first.CauseKey == CauseKey.ForOperation(fault.Operation)),
            engine.Incidents.Count(i => i.OpenedAt >= fault.From), engine.Told.Count(t => t.Kind == "firing"));
    }

    private static IEnumerable<string> QuietDay(ProductPlan plan, Chance chance, int day, RecentTraffic? recent)
    {
        var begin = s_monday.AddDays(day % 7);
        var engine = new VirtualEngine(plan, new RehearsedProduct(plan, null, begin - s_history, begin.AddDays(1), chance, recent));
        for (var now = begin; now <= begin.AddDays(1); now = now.AddMinutes(1))
        {
            engine.Evaluate(now);
        }

        return engine.Episodes.Where(e => e.FiredAt is not null && e.Severity == AlertRule.Page).Select(e => $"day {day + 1}: {e.Alert} at {e.FiredAt:HH:mm}");
    }

    // As long as the alert needs at this plan, and a while longer; at any time of a week.
    private static Fault Make(ProductPlan plan, FaultKind kind, string operation, string service, Chance chance)
    {
        var from = s_monday.AddMinutes(chance.Next(7 * 1440));
        var slowest = plan.Objectives.Where(o => o.Operation == operation).SelectMany(o => BurnRule.Of(plan.AlertsOf(o), o)).Where(r => r.Severity == AlertRule.Page).SelectMany(r => r.Windows).Select(w => w.Long).DefaultIfEmpty(TimeSpan.FromHours(6)).Max();
        var length = kind switch
        {
            FaultKind.SlowBurn => s_slowest,
            FaultKind.Latency => slowest,
            FaultKind.TrafficDrop or FaultKind.TelemetryLoss => TimeSpan.FromMinutes(30 + chance.Next(30)),
            _ => TimeSpan.FromMinutes(60 + chance.Next(30)),
        };
        return new(kind, operation, service, from, length);
    }

    internal static List<(string Operation, string Service)> Places(ProductPlan plan, FaultKind kind, RecentTraffic? recent = null)
    {
        var trees = plan.Operations.Where(o => plan.Objectives.Any(p => p.Operation == o.Name && Fits(p.Kind, kind))).Select(o => new CallTree(plan, o, recent?.Operations.FirstOrDefault(r => r.Name == o.Name)?.Calls)).ToList();
        return [.. kind switch
        {
            FaultKind.TrafficDrop => trees.Select(t => (t.Operation.Name, t.Entry)),
            // What no journey of the plan leads into is not missed when it says nothing.
            FaultKind.TelemetryLoss => trees.SelectMany(t => t.Inner.Where(s => SilentServiceRule.Of(plan).Any(r => r.Service == s)).Select(s => (t.Operation.Name, s))),
            FaultKind.DependencyDown => trees.SelectMany(t => t.Inner.Select(s => (t.Operation.Name, s))),
            _ => trees.SelectMany(t => t.Inner.Count > 0 ? t.Inner.Select(s => (t.Operation.Name, s)) : [(t.Operation.Name, t.Entry)]),
        }];
    }

    private static bool Fits(ObjectiveKind objective, FaultKind kind) => kind switch
    {
        FaultKind.Latency => objective == ObjectiveKind.Latency,
        _ => objective == ObjectiveKind.Errors,
    };

    private static bool Names(string kind, string service, Fault fault) => service == fault.Service && kind == fault.Kind switch
    {
        FaultKind.Latency => "latency",
        FaultKind.TrafficDrop => "traffic",
        FaultKind.TelemetryLoss => "telemetry",
        _ => "errors",
    };

    private static string WhyNot(FaultKind kind) => kind switch
    {
        FaultKind.Latency => "no objective is about latency.",
        FaultKind.TelemetryLoss or FaultKind.DependencyDown => "no journey of an operation with an objective about errors leads into a service below its entry.",
        _ => "no objective is about errors.",
    };
}
