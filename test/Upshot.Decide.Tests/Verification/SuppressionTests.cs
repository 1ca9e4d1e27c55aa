using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Read;

namespace Upshot.Decide.Tests.Verification;

public sealed class SuppressionTests
{
    private static readonly DateTime Today = new(2027, 1, 15);

    private static VerificationOptions With(string until, string check = "wrong-unit") =>
        new() { Today = Today, Suppressions = [new(check, "Soon.", DateTime.Parse(until), new("verify.yaml", 2, 5)) { Service = "back" }] };

    private static readonly CapturedTelemetry WrongUnit = Run.Metrics("shop.order.duration", m => m with { Unit = "ms" });

    [Theory]
    [InlineData("2027-01-15")]
    [InlineData("2028-01-01")]
    public void A_suppressed_problem_fails_nothing_until_its_day(string until)
    {
        var result = Run.Verify(WrongUnit, With(until));
        Assert.True(result.IsVerified);
        Assert.Equal("wrong-unit", Assert.Single(result.Suppressed).Check);
    }

    [Fact]
    public void After_its_day_the_problem_is_back()
    {
        var result = Run.Verify(WrongUnit, With("2027-01-14"));
        Assert.Equal(["expired-suppression", "wrong-unit"], result.Problems.Select(p => p.Check).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_suppressed_problem_that_no_longer_occurs_fails_too()
    {
        var problem = Run.TheProblem(Run.Good, With("2028-01-01"));
        Assert.Equal(("unused-suppression", "verify.yaml"), (problem.Check, problem.Declared?.File));
    }

    [Fact]
    public void A_suppression_of_another_service_covers_nothing()
    {
        var options = With("2028-01-01") with { Suppressions = [With("2028-01-01").Suppressions[0] with { Service = "front" }] };
        Assert.Equal(["unused-suppression", "wrong-unit"], Run.Checks(WrongUnit, options));
    }

    [Fact]
    public void That_nothing_was_emitted_cannot_be_suppressed()
    {
        var options = new VerificationOptions { Today = Today, Suppressions = [new("nothing-emitted", "Never mind.", DateTime.MaxValue, new("verify.yaml", 2, 5))] };
        Assert.Contains("nothing-emitted", Run.Checks(new CapturedTelemetry(), options));
    }

    [Fact]
    public void The_file_reports_every_mistake_with_its_place()
    {
        var (suppressions, problems) = SuppressionFile.Read(new("verify.yaml", "suppress:\n  - { check: wrong-unti, until: soon }\n"), ["wrong-unit"]);
        Assert.Single(suppressions);
        Assert.Equal(["missing-key", "unknown-reference", "wrong-type"], problems.Select(p => p.Rule).Order(StringComparer.Ordinal));
        Assert.Contains(problems, p => p.Remedy.Contains("wrong-unit", StringComparison.Ordinal));
    }

    [Fact]
    public void The_file_is_read()
    {
        var (suppressions, problems) = SuppressionFile.Read(new("verify.yaml", "suppress:\n  - { check: wrong-unit, signal: metric.a, attribute: b, service: c, reason: Later., until: 2027-02-01 }\n"), ["wrong-unit"]);
        Assert.Empty(problems);
        Assert.Equal(new Suppression("wrong-unit", "Later.", new DateTime(2027, 2, 1), new("verify.yaml", 2, 5)) { Service = "c", Signal = "metric.a", Attribute = "b" }, Assert.Single(suppressions));
    }
}
