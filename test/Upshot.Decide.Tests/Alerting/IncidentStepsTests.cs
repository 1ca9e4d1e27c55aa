using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;
using Upshot.Plan;
using static Upshot.Decide.Tests.Alerting.AlertCases;

namespace Upshot.Decide.Tests.Alerting;

public class IncidentStepsTests
{
    private static readonly string[] s_operations = ["browse", "search", "cart", "checkout", "account"];

    private static ProductPlan Plan(params Operation[] more) => new()
    {
        Operations = [.. s_operations.Select(o => new Operation(o, new("upshot.yaml", 1, 1)) { Entry = new() { Service = "storefront", Route = $"/{o}" } }), .. more],
    };

    private static FiredEpisode FiredBy(string operation, ProductPlan plan, string dependency, string severity = "page")
    {
        var cause = FailureOrigin.OfErrors([Chain("t", $"storefront GET /{operation}!", $"storefront> GET /{dependency}!", $"{dependency} GET /{dependency}!")]);
        return new(Fired(operation, severity), Noon, CauseKey.Of(plan, operation, cause), cause);
    }

    [Fact]
    public void One_failing_dependency_under_five_operations_is_one_incident()
    {
        var step = IncidentSteps.Join([.. s_operations.Select(o => FiredBy(o, Plan(), "inventory"))], [], [], Noon);
        var incident = Assert.Single(step.Incidents);
        Assert.Equal("inventory", incident.Cause!.Service);
        Assert.All(step.Episodes, e => Assert.Equal(incident.Id, e.Incident));
        Assert.Equal(5, step.Episodes.Count);
    }

    [Fact]
    public void What_fires_later_for_the_same_cause_joins_and_is_not_told_again()
    {
        var first = IncidentSteps.Join([FiredBy("browse", Plan(), "inventory")], [], [], Noon);
        var told = Telling.Of(first.Incidents[0], first.Episodes, TimeSpan.FromMinutes(30), TimeSpan.FromDays(1), Noon)!;
        Assert.Equal("firing", told.Kind);
        var later = IncidentSteps.Join([FiredBy("cart", Plan(), "inventory")], [told.Incident], [], Noon.AddMinutes(3));
        Assert.Equal(first.Incidents[0].Id, Assert.Single(later.Incidents).Id);
        Assert.Null(Telling.Of(later.Incidents[0], [.. first.Episodes, .. later.Episodes], TimeSpan.FromMinutes(30), TimeSpan.FromDays(1), Noon.AddMinutes(3)));
    }

    [Fact]
    public void Two_independent_faults_are_two_incidents()
    {
        var step = IncidentSteps.Join([FiredBy("browse", Plan(), "inventory"), FiredBy("checkout", Plan(), "payments")], [], [], Noon);
        Assert.Equal(2, step.Incidents.Count);
    }

    [Fact]
    public void A_dependency_with_a_promise_of_its_own_is_the_parent()
    {
        var plan = Plan(new Operation("stock", new("upshot.yaml", 1, 1)) { Entry = new() { Service = "inventory", Route = "/inventory", Method = "GET" } });
        var own = FailureOrigin.OfErrors([Chain("t", "inventory GET /inventory!")]);
        var step = IncidentSteps.Join([new(Fired("stock"), Noon, CauseKey.Of(plan, "stock", own), own), FiredBy("browse", plan, "inventory")], [], [], Noon);
        Assert.Single(step.Incidents);
    }

    [Fact]
    public void The_ticket_of_a_page_is_part_of_it_and_a_page_after_a_ticket_is_told()
    {
        var ticket = IncidentSteps.Join([FiredBy("cart", Plan(), "inventory", "ticket")], [], [], Noon);
        var told = Telling.Of(ticket.Incidents[0], ticket.Episodes, TimeSpan.FromMinutes(30), TimeSpan.FromDays(1), Noon)!;
        Assert.Equal("ticket", told.Severity);
        var page = IncidentSteps.Join([FiredBy("cart", Plan(), "inventory")], [told.Incident], [], Noon.AddMinutes(9));
        Assert.Equal(("firing", "page"), Said(Telling.Of(page.Incidents[0], [.. ticket.Episodes, .. page.Episodes], TimeSpan.FromMinutes(30), TimeSpan.FromDays(1), Noon.AddMinutes(9))));
    }

    [Fact]
    public void A_ticket_joins_the_page_of_its_objective_whatever_cause_was_found_meanwhile()
    {
        var page = IncidentSteps.Join([FiredBy("cart", Plan(), "inventory")], [], [], Noon);
        var ticket = IncidentSteps.Join([FiredBy("cart", Plan(), "payments", "ticket"), FiredBy("search", Plan(), "catalog")], page.Incidents, page.Episodes, Noon.AddMinutes(2));

        Assert.Equal(page.Incidents[0].Id, ticket.Episodes.Single(e => e.Severity == "ticket").Incident);
        Assert.NotEqual(page.Incidents[0].Id, ticket.Episodes.Single(e => e.Operation == "search").Incident);

        var both = IncidentSteps.Join([FiredBy("cart", Plan(), "payments", "ticket"), FiredBy("cart", Plan(), "inventory")], [], [], Noon);
        Assert.Single(both.Incidents);
    }

    [Fact]
    public void A_page_is_repeated_until_somebody_takes_it_and_its_end_is_told_once()
    {
        var step = IncidentSteps.Join([FiredBy("cart", Plan(), "inventory")], [], [], Noon);
        var (incident, episode) = (Told(step.Incidents[0], step.Episodes, 0)!, step.Episodes[0]);
        Assert.Null(Told(incident, [episode], 29));
        incident = Told(incident, [episode], 30)!;
        Assert.Equal(2, incident.Told);
        Assert.Null(Told(incident, [episode with { State = AlertEpisodeState.Acknowledged }], 90));
        var ended = episode with { State = AlertEpisodeState.Resolved, ResolvedAt = Noon.AddMinutes(95) };
        var (closed, notes) = IncidentSteps.Follow(incident, [ended], new HashSet<string>(), Noon.AddMinutes(95));
        Assert.Equal(["mitigated", "resolved"], notes.Select(n => n.Kind));
        Assert.Equal(("resolved", "page"), Said(Telling.Of(closed, [ended], TimeSpan.FromMinutes(30), TimeSpan.FromDays(1), Noon.AddMinutes(95))));
    }

    [Fact]
    public void What_was_silenced_from_beginning_to_end_is_never_told()
    {
        var silenced = FiredBy("cart", Plan(), "inventory") is var fired ? fired with { Episode = fired.Episode with { State = AlertEpisodeState.Silenced } } : fired;
        var step = IncidentSteps.Join([silenced], [], [], Noon);
        Assert.Null(Told(step.Incidents[0], step.Episodes, 0));
        var ended = step.Episodes[0] with { State = AlertEpisodeState.Resolved, ResolvedAt = Noon.AddMinutes(9) };
        var (closed, _) = IncidentSteps.Follow(step.Incidents[0], [ended], new HashSet<string>(), Noon.AddMinutes(9));
        Assert.Null(Told(closed, [ended], 9));
    }

    private static Incident? Told(Incident incident, IReadOnlyList<AlertEpisode> episodes, int minute) => Telling.Of(incident, episodes, TimeSpan.FromMinutes(30), TimeSpan.FromDays(1), Noon.AddMinutes(minute))?.Incident;

    private static (string?, string?) Said(Telling? telling) => (telling?.Kind, telling?.Severity);
}
