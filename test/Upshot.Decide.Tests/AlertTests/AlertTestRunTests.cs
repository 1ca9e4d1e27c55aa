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

    [Theory]
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
