using Upshot.Decide.Budgets;
using Upshot.Decide.Rehearsals;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Rehearsals;

public class RecentTrafficTests
{
    private static readonly SourceLocation s_here = new("upshot.yaml", 1, 1);
    private static readonly DateTimeOffset s_monday = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly ProductPlan s_plan = new()
    {
        Operations = [new("order", s_here) { Entry = new() { Service = "web", Route = "/order", Method = "POST" }, RequestsPerDay = 1 }],
        Objectives = [new("works", s_here) { Operation = "order", Target = 0.99 }],
    };

    [Fact]
    public void Hours_of_the_week_are_medians_and_an_outage_is_not_what_usually_fails()
    {
        // Three weeks: sixty a minute by day, six by night, one in two hundred fails; all of them for half a day of the second week.
        var counts = Enumerable.Range(0, 21 * 24 * 60).Select(m => s_monday.AddMinutes(m)).Select(at =>
        {
            var total = at.Hour is >= 8 and < 20 ? 60 : 6;
            var isOut = at >= s_monday.AddDays(9).AddHours(8) && at < s_monday.AddDays(9).AddHours(20);
            return new MinuteCount(at, isOut ? 0 : total - (at.Minute == 0 ? total * 30 / 100 : 0), total);
        });
        var recent = RecentTraffic.Of(s_plan, new Dictionary<string, CountSeries> { ["works"] = new(counts) }, new Dictionary<string, IReadOnlyList<TraceEvidence>>(), new(s_monday, s_monday.AddDays(21)));
        var order = Assert.Single(recent.Operations);
        Assert.Equal((60, 6), (order.PerMinute[RecentTraffic.HourOfWeek(s_monday.AddHours(8))], order.PerMinute[RecentTraffic.HourOfWeek(s_monday.AddDays(6).AddHours(23))]));
        Assert.Equal(0.3 / 60, Assert.Single(recent.Objectives).Failing, 0.0005);
        Assert.Empty(recent.Mistakes(s_plan));
        Assert.Equal((0, 167), (RecentTraffic.HourOfWeek(s_monday), RecentTraffic.HourOfWeek(s_monday.AddMinutes(-1))));
    }

    [Fact]
    public void Hours_of_which_nothing_is_known_are_not_hours_without_requests()
    {
        var recent = RecentTraffic.Of(s_plan, new Dictionary<string, CountSeries> { ["works"] = new([new MinuteCount(s_monday.AddDays(1), 60, 60)]) }, new Dictionary<string, IReadOnlyList<TraceEvidence>>(), new(s_monday, s_monday.AddDays(2)));
        var hours = recent.Operations[0].PerMinute;
        Assert.Equal((null, 1, 0, null), (hours[0], hours[24], hours[25], hours[48]));
        var nothing = RecentTraffic.Of(s_plan, new Dictionary<string, CountSeries> { ["works"] = new([]) }, new Dictionary<string, IReadOnlyList<TraceEvidence>>(), new(s_monday, s_monday.AddDays(2)));
        Assert.All(nothing.Operations[0].PerMinute, h => Assert.Null(h));
        Assert.Empty(nothing.Objectives);
    }

    [Fact]
    public void A_rehearsal_follows_what_was_seen_into_services_that_no_journey_names()
    {
        var recent = new RecentTraffic(s_monday, s_monday.AddDays(7), [new("order", [.. Enumerable.Repeat<double?>(100, 168)], TypicalCalls.Of([Trace(1), Trace(2), Odd()]))], [new("works", 0.001)]);
        Assert.Equal([("web", "POST /order", -1), ("stock", "GET /items", 0), ("stock", "SELECT", 1)], recent.Operations[0].Calls.Select(c => (c.Service, c.Name, c.Parent)));
        Assert.Equal([10, 4, 6], recent.Operations[0].Calls.Select(c => c.OwnMillis));
        Assert.Empty(recent.Mistakes(s_plan));

        Assert.Contains(Rehearsal.Run(s_plan, 1, 0).Skipped, s => s.StartsWith("DependencyDown", StringComparison.Ordinal));
        var result = Rehearsal.Run(s_plan, 3, 1, null, recent);
        var down = result.Faults.Where(f => f.Fault.Kind == FaultKind.DependencyDown).ToList();
        Assert.Equal(3, down.Count);
        Assert.All(down, f => Assert.True(f is { Fired: true, Resolved: true, IsNamed: true, Fault.Service: "stock" }, f.ToString()));
        Assert.Empty(result.PagesInQuietDays);
    }

    [Fact]
    public void A_service_that_spends_more_than_its_budget_pages_on_a_quiet_day()
    {
        var recent = new RecentTraffic(s_monday, s_monday.AddDays(7), [new("order", [.. Enumerable.Repeat<double?>(600, 168)], [])], [new("works", 0.5)]);
        Assert.NotEmpty(Rehearsal.Run(s_plan, 1, 1, [FaultKind.Errors], recent).PagesInQuietDays);
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_said()
    {
        RecentTraffic Of(params RecentOperation[] operations) => new(s_monday, s_monday, operations, [new("works", 2)]);
        Assert.Equal(2, Of(new RecentOperation("other", new double?[168], [])).Mistakes(s_plan).Count());
        Assert.Contains("168", Of(new RecentOperation("order", [1], [])).Mistakes(s_plan).First());
        Assert.Contains("rate", Of(new RecentOperation("order", [.. Enumerable.Repeat<double?>(-1, 168)], [])).Mistakes(s_plan).First());
        Assert.Contains("no tree", Of(new RecentOperation("order", new double?[168], [new("a", "b", 0, 1)])).Mistakes(s_plan).First());
        Assert.Contains("no tree", Of(new RecentOperation("order", new double?[168], [new("a", "b", -1, 1), new("a", "b", 1, 1)])).Mistakes(s_plan).First());
    }

    private static TraceEvidence Trace(int n) => new($"{n}",
    [
        Span("1", "", "web", "POST /order", "server", 0, 30), Span("2", "1", "web", "GET", "client", 2, 20), Span("3", "2", "stock", "GET /items", "server", 4, 10), Span("4", "3", "stock", "SELECT", "client", 5, 6),
    ]);

    // One that goes another way, and whose ids stand in a circle.
    private static TraceEvidence Odd() => new("odd", [Span("1", "", "web", "POST /order", "server", 0, 30), Span("2", "3", "web", "a", "internal", 0, 1), Span("3", "2", "web", "b", "internal", 0, 1)]);

    private static SpanEvidence Span(string id, string parent, string service, string name, string kind, long start, long millis) => new(id, parent, service, name, kind, start * 1_000_000, millis * 1_000_000, false);
}
