using Upshot.Decide.AlertTests;
using Upshot.Plan;
using Upshot.Plan.Values;

namespace Upshot.Decide.Tests.AlertTests;

public class AlertTestRunTests
{
    private static readonly ProductPlan s_plan = new() { Objectives = [new("works", new("upshot.yaml", 1, 1)) { Operation = "o", Target = 0.999, Window = new() { Length = TimeSpan.FromDays(30) } }] };

    private static (IReadOnlyList<AlertTest> Tests, IReadOnlyList<FileProblem> Problems) Read(string text) => AlertTestFile.Read(text, "a.txt", t => Duration.TryParse(t, out var value) ? value : null);

    private static AlertTestResult Run(string text) => AlertTestRun.Of(s_plan, Read(text).Tests, Duration.Format);

    [Fact]
    public void Expectations_that_are_met_pass_and_what_is_untested_is_said()
    {
        var result = Run("""
            test a short outage pages     # as long as the short window burns
            load works 0h..24h 6000/min
            load works 24h..24h05m 6000/min 20% bad
            load works 24h05m..26h 6000/min
            at 24h04m expect works/page quiet
            at 24h05m expect works/page firing
            at 24h20m expect works/page quiet
            """);
        Assert.Empty(result.Failures);
        Assert.Equal((1, 3), (result.Tests, result.Expectations));
        Assert.Equal(["works/ticket"], result.NeverFiring);
        Assert.Equal(
            [("works/page", "fires", false), ("works/page", "long-only", false), ("works/page", "short-only", true)],
            result.Branches.Where(b => b.Alert == "works/page" && b.Over == TimeSpan.FromHours(6)).Select(b => (b.Alert, b.Way, b.IsTested)));
        Assert.All(result.Branches.Where(b => b.Alert == "works/page" && b.Over == TimeSpan.FromHours(1)), b => Assert.True(b.IsTested));
    }

    [Fact]
    public void Expectations_that_are_not_met_say_line_and_state()
    {
        var failure = Assert.Single(Run("load works 0h..1h 6000/min\nat 30m expect works/page firing").Failures);
        Assert.Equal((2, "At 30m works/page is quiet, expected firing."), (failure.Line, failure.Message));
    }

    [Fact]
    public void What_the_plan_does_not_have_is_a_failure() =>
        Assert.Equal(2, Run("load other 0h..1h 1/min\nat 30m expect other/page quiet").Failures.Count);

    [Fact]
    public void A_service_that_falls_silent_and_a_signal_that_is_unusual_are_tested()
    {
        var here = new SourceLocation("upshot.yaml", 1, 1);
        var plan = s_plan with
        {
            Operations = [new("o", here) { Entry = new() { Service = "web", Route = "/" }, RequestsPerDay = 144_000 }],
            Journeys = [new("j", here) { Operation = "o", Steps = [new("pay", new() { Service = "payments" }, null, null, here)] }],
            Signals = [new("orders", SignalKind.Event, here)],
            Alerts = s_plan.Alerts with { Baselines = [new("orders", "orders", "works", here) { Direction = "down" }] },
        };
        var tests = Read("""
            test payments says nothing
            load works 0h..3h 100/min
            load service payments 0h..2h 100/min
            at 2h09m expect payments/silent quiet
            at 2h11m expect payments/silent firing
            test orders are gone
            load works 28d..28d02h 100/min
            load works 28d01h..28d02h 100/min 50% bad
            load signal orders 0d..28d01h 400
            load signal orders 28d01h..28d02h 40
            at 28d01h expect orders/unusual quiet
            at 28d01h25m expect orders/unusual firing
            test orders are gone and nobody feels it
            load works 28d..28d02h 100/min
            load signal orders 0d..28d02h 400
            load signal orders 28d01h..28d02h 40
            at 28d01h25m expect orders/unusual pending
            """);
        Assert.Empty(tests.Problems);
        var result = AlertTestRun.Of(plan, tests.Tests, Duration.Format);
        Assert.Empty(result.Failures);
        Assert.DoesNotContain("payments/silent", result.NeverFiring.Concat(result.NeverQuiet));
        Assert.DoesNotContain("orders/unusual", result.NeverFiring.Concat(result.NeverQuiet));
        Assert.Equal(2, AlertTestRun.Of(plan, Read("load service other 0h..1h 1/min\nload signal other 0h..1h 1").Tests, Duration.Format).Failures.Count);
    }

    [Theory]
    [InlineData("load service payments 0h..1h 5")]
    [InlineData("load signal orders 0h..1h many")]
    [InlineData("load signal orders 1h..0h 5")]
    [InlineData("load works 1h..0h 5/min")]
    [InlineData("load works 0h..1h 5/s")]
    [InlineData("load works 0h..1h 5/min 6 bad")]
    [InlineData("load works 0h..1h 5/min 101% bad")]
    [InlineData("load works 0h..1h -5/min")]
    [InlineData("load works 0h..9999d 5/min")]
    [InlineData("at noon expect works/page firing")]
    [InlineData("at 1h expect works/page loud")]
    [InlineData("whatever")]
    public void Mistakes_are_told_by_line(string line) => Assert.StartsWith("a.txt:2", Assert.Single(Read("\n" + line).Problems).Location);
}
