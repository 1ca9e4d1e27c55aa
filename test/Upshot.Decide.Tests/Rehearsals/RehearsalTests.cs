using Upshot.Decide.Rehearsals;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Rehearsals;

public class RehearsalTests
{
    private static readonly SourceLocation s_here = new("upshot.yaml", 1, 1);

    private static readonly ProductPlan s_shop = new()
    {
        Operations =
        [
            new("browse", s_here) { Entry = new() { Service = "web", Route = "/browse", Method = "GET" }, RequestsPerDay = 600_000 },
            new("checkout", s_here) { Entry = new() { Service = "web", Route = "/checkout", Method = "POST" }, RequestsPerDay = 200_000 },
            new("account", s_here) { Entry = new() { Service = "web", Route = "/account", Method = "GET" }, RequestsPerDay = 100_000 },
        ],
        Journeys =
        [
            Journey("checkout", ("order", "orders", null), ("stock", "inventory", "order"), ("payment", "payments", "order")),
            Journey("browse", ("stock", "inventory", null)),
        ],
        Objectives =
        [
            new("browse-works", s_here) { Operation = "browse", Target = 0.999 }, new("browse-fast", s_here) { Operation = "browse", Target = 0.95, Latency = TimeSpan.FromMilliseconds(200) },
            new("checkout-works", s_here) { Operation = "checkout", Target = 0.995 }, new("checkout-fast", s_here) { Operation = "checkout", Target = 0.95, Latency = TimeSpan.FromMilliseconds(300) },
            new("account-works", s_here) { Operation = "account", Target = 0.999 },
        ],
    };

    [Fact]
    public void Every_fault_fires_is_resolved_and_named_and_a_quiet_day_is_quiet()
    {
        // The short form of six faults and twenty seeds: upshot rehearse --seeds 20 --quiet-days 20 is the long one.
        var result = Rehearsal.Run(s_shop, seeds: 3, quietDays: 1);
        Assert.Equal(18, result.Faults.Count);
        Assert.All(result.Faults, f => Assert.True(f.Fired && f.Resolved, f.ToString()));
        Assert.True(result.NamedShare >= RehearsalResult.NamedAtLeast, string.Join('\n', result.Faults.Where(f => !f.IsNamed)));
        Assert.Empty(result.PagesInQuietDays);
        Assert.Empty(result.Skipped);
    }

    [Fact]
    public void A_dependency_of_two_operations_is_one_incident_and_told_once()
    {
        var fault = new Fault(FaultKind.DependencyDown, "checkout", "inventory", new DateTimeOffset(2024, 1, 3, 14, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1));
        var rehearsed = Rehearsal.Run(s_shop, 1, fault, new(5));
        Assert.Contains(rehearsed.Alerts, a => a.Alert == "browse-works/page");
        Assert.Contains(rehearsed.Alerts, a => a.Alert == "checkout-works/page");
        Assert.Equal((1, 1), (rehearsed.Incidents, rehearsed.Told));
    }

    [Fact]
    public void A_watched_signal_that_falls_with_its_operation_is_of_the_same_incident_and_quiet_on_a_quiet_day()
    {
        var plan = s_shop with
        {
            Signals = [new("orders", SignalKind.Event, s_here)],
            Alerts = s_shop.Alerts with { Baselines = [new("orders", "orders", "checkout-works", s_here) { Direction = "down" }] },
        };
        var fault = new Fault(FaultKind.DependencyDown, "checkout", "payments", new DateTimeOffset(2024, 1, 3, 14, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1));
        var rehearsed = Rehearsal.Run(plan, 1, fault, new(5));
        var unusual = Assert.Single(rehearsed.Alerts, a => a.Alert == "orders/unusual");
        Assert.InRange(unusual.After.TotalMinutes, 7, 22);
        Assert.Equal((1, 1), (rehearsed.Incidents, rehearsed.Told));
        Assert.True(rehearsed is { Fired: true, Resolved: true, IsNamed: true }, rehearsed.ToString());
        Assert.Empty(Rehearsal.Run(plan, 1, 1, [FaultKind.TrafficDrop]).PagesInQuietDays);
    }

    [Fact]
    public void What_the_plan_has_no_place_for_is_said()
    {
        var plan = s_shop with { Journeys = [], Objectives = [s_shop.Objectives[0]] };
        Assert.Equal(["Latency", "DependencyDown", "TelemetryLoss"], Rehearsal.Run(plan, 1, 0).Skipped.Select(s => s.Split(':')[0]));
    }

    [Fact]
    public void The_same_seed_is_the_same_rehearsal() =>
        Assert.Equal(Text(), Text());

    private static string Text() => string.Join('\n', Rehearsal.Run(s_shop, 1, 0, [FaultKind.Errors]).Faults.SelectMany(f => f.Alerts).Select(a => a.ToString()));

    private static Journey Journey(string operation, params (string Name, string Service, string? Under)[] steps) =>
        new($"{operation}-journey", s_here) { Operation = operation, Steps = [.. steps.Select(s => new JourneyStep(s.Name, new() { Service = s.Service, Route = $"/{s.Name}", Method = "POST" }, s.Under, null, s_here))] };
}
