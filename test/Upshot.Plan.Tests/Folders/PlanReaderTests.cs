using Upshot.Plan.Folders;

namespace Upshot.Plan.Tests.Folders;

public sealed class PlanReaderTests
{
    private readonly PlanReading _reading = PlanReader.Read(ExamplePlan.Folder);

    [Fact]
    public void The_example_plan_has_no_problem() => Assert.Empty(_reading.Problems);

    [Fact]
    public void Operations_are_read_with_their_entry()
    {
        var checkout = _reading.Plan.Operations[0];
        Assert.Equal(("checkout", "payments", 200_000), (checkout.Name, checkout.Owner, checkout.RequestsPerDay));
        Assert.Equal(("storefront", "/checkout", "POST"), (checkout.Entry.Service, checkout.Entry.Route, checkout.Entry.Method));
        Assert.Equal(["customer.tier", "shop.currency"], checkout.Mix);
        Assert.Equal(new SourceLocation("upshot.yaml", 14, 3), checkout.Location);
    }

    [Fact]
    public void Objectives_are_read_with_units_windows_and_the_owner_of_their_operation()
    {
        var objectives = _reading.Plan.Objectives;
        Assert.Equal(["checkout-fast", "checkout-works", "browse-fast"], objectives.Select(o => o.Name));
        Assert.Equal([0.99, 0.999, 0.95], objectives.Select(o => o.Target));
        Assert.Equal([TimeSpan.FromMilliseconds(300), null, TimeSpan.FromMilliseconds(150)], objectives.Select(o => o.Latency));
        Assert.Equal([ObjectiveKind.Latency, ObjectiveKind.Errors, ObjectiveKind.Latency], objectives.Select(o => o.Kind));
        Assert.Equal([null, "month", null], objectives.Select(o => o.Window.Calendar));
        Assert.Equal(["payments", "payments", "platform"], objectives.Select(o => o.Owner));
        Assert.Equal("production", objectives[0].Environment);
    }

    [Fact]
    public void Policies_are_read()
    {
        var plan = _reading.Plan;
        Assert.Equal(5, plan.Alerts.MinimumFailures);
        Assert.Equal([TimeSpan.FromMinutes(5), TimeSpan.FromHours(6)], plan.Alerts.Windows.Select(w => w.Short));
        Assert.Equal([0.25, 0], plan.Budget.Rules.Select(r => r.Remaining));
        Assert.Equal(0.5, plan.Sampling.Probability);
        Assert.Equal(10_000_000_000, plan.Retention.MaxBytes);
        Assert.Equal(TimeSpan.FromDays(7), plan.Retention.Spans);
        Assert.Equal(TimeSpan.FromDays(30), plan.Retention.Metrics);
        Assert.Equal((5_000_000_000, 10_000), (plan.Cost.BytesPerDay, plan.Cost.MaxSeries));
        Assert.Equal("2027-06-30", Assert.Single(plan.Flags).Expires);
    }

    [Fact]
    public void A_release_is_read_with_what_it_expects()
    {
        var release = Assert.Single(_reading.Plan.Releases);
        Assert.Equal(("1.1", "1.0", "checkout", "recommendations"), (release.Version, release.Baseline, release.Service, release.Flag));
        Assert.Equal([(Measure.LatencyP95, -0.3, -0.1, 0.8), (Measure.LatencyP50, -0.1, 0, 0.6)], release.Expected.Select(e => (e.Measure, e.Low, e.High, e.Confidence)));
        Assert.Equal([("checkout", Measure.ErrorRatio, 0.001), ("checkout", Measure.LatencyP99, 0.05), ("browse", Measure.LatencyP95, 0.03), ("browse", Measure.Throughput, 0.05)], release.Guardrails.Select(g => (g.Operation, g.Measure, g.Margin)));
    }

    [Fact]
    public void Runbooks_are_read_with_title_and_body()
    {
        var runbooks = _reading.Plan.Runbooks;
        Assert.Equal(["runbooks/browse.md", "runbooks/checkout.md"], runbooks.Select(r => r.Path));
        Assert.Equal(["The catalogue is slow", "Checkout is slow or fails"], runbooks.Select(r => r.Title));
        Assert.StartsWith("1. Look at the newest release", runbooks[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journey_is_read_with_its_steps()
    {
        var journey = Assert.Single(_reading.Plan.Journeys);
        Assert.Equal([("charge", null, null), ("reserve", "charge", TimeSpan.FromMilliseconds(80))], journey.Steps.Select(s => (s.Name, s.Under, s.Latency)));
        Assert.Equal("/reserve", journey.Steps[1].Match.Route);
    }
}
