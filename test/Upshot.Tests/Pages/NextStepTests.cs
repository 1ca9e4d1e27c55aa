using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Pages.Objectives;

namespace Upshot.Tests.Pages;

public sealed class NextStepTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 28, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_open_incident_comes_before_a_spent_budget_and_a_page_before_a_ticket()
    {
        var step = NextStep.Of([Objective("slow", ObjectiveState.Exhausted)], [Incident("a", "ticket", IncidentState.Open), Incident("b/1", "page", IncidentState.Open), Incident("c", "page", IncidentState.Resolved)]);
        Assert.Equal("/incidents/b%2F1", step!.Address);
    }

    [Fact]
    public void Without_an_incident_what_burns_fastest_is_looked_into()
    {
        var step = NextStep.Of([Objective("spent", ObjectiveState.Exhausted), Objective("calm", ObjectiveState.Burning, 2), Objective("fast", ObjectiveState.Burning, 9)], [Incident("c", "page", IncidentState.Resolved)]);
        Assert.StartsWith("fast burns its budget 9 times", step!.Sentence, StringComparison.Ordinal);
        Assert.Equal("/operations/operation-of-fast?show=differs#differs", step.Address);
    }

    [Fact]
    public void An_alert_that_fires_without_requests_says_so_and_tells_no_rate()
    {
        var step = NextStep.Of([Objective("gone", ObjectiveState.Exhausted, 9) with { BurnRate = null }], []);
        Assert.StartsWith("An alert of gone fires, and no request of operation-of-gone came in the last hour", step!.Sentence, StringComparison.Ordinal);
        Assert.Equal("/objectives/gone", step.Address);
    }

    [Fact]
    public void Silence_is_looked_at_and_peace_leads_to_what_can_be_improved()
    {
        Assert.Equal("/objectives/quiet", NextStep.Of([Objective("good", ObjectiveState.Met), Objective("quiet", ObjectiveState.Silent)], [])!.Address);
        Assert.Equal("/improve", NextStep.Of([Objective("good", ObjectiveState.Met), Objective("new", ObjectiveState.NoTraffic)], [])!.Address);
        Assert.Null(NextStep.Of([Objective("new", ObjectiveState.NoTraffic)], []));
    }

    private static ObjectiveStatus Objective(string name, ObjectiveState state, double? firing = null) => new(
        name, $"operation-of-{name}", "", "", "", 0.99, null, "28d", state, 90, 100, 0.9, 0.01, 10, firing, null, firing is { } burn ? [new("page", TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 1, burn, burn, true)] : [], "");

    private static IncidentListed Incident(string id, string severity, IncidentState state) => new(id, id, severity, state, s_now, s_now, null, state == IncidentState.Resolved ? s_now : null, "", "", 1);
}
