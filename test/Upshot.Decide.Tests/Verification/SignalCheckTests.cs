using Upshot.Decide.Verification;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Verification;

public sealed class SignalCheckTests
{
    [Fact]
    public void A_run_that_does_what_the_plan_says_is_verified()
    {
        var result = Run.Verify(Run.Good);
        Assert.Empty(result.Problems);
        Assert.True(result.IsVerified);
    }

    [Fact]
    public void Nothing_at_all_is_never_verified_and_lacks_evidence()
    {
        var result = Run.Verify(new CapturedTelemetry());
        Assert.Equal("nothing-emitted", Assert.Single(result.Problems).Check);
        Assert.True(result.LacksEvidence);
    }

    [Fact]
    public void An_operation_that_nobody_tried_fails()
    {
        var spans = Run.Good.Spans.Where(s => s.Origin.Service != "front").ToList();
        var result = Run.Verify(Run.Good with { Spans = [.. spans.Select(s => s.Name == "place" ? s with { ParentSpanId = "" } : s), Run.Span(Run.Front, "f000000000000009", "", "GET /other", "server", 0, 1)] });
        var problem = Assert.Single(result.Problems);
        Assert.Equal(("operation-not-exercised", "checkout"), (problem.Check, problem.Where.Signal));
        Assert.Contains("POST /checkout in front", problem.Message, StringComparison.Ordinal);
        Assert.True(result.LacksEvidence);
    }

    [Fact]
    public void An_operation_that_never_succeeded_fails() =>
        Assert.Contains("operation-not-exercised", Run.Checks(Run.Spans(s => s.Name == "POST /checkout" ? s with { IsError = true } : s)));

    [Fact]
    public void A_service_that_says_nothing_fails() => Assert.Contains("silent-service", Run.Checks(Run.Good with
    {
        Spans = [.. Run.Good.Spans.Where(s => s.Origin.Service == "front")],
        Metrics = [],
        Logs = [],
    }));

    [Theory]
    [InlineData("shop.orders")]
    [InlineData("shop.order.duration")]
    public void A_metric_that_was_never_seen_is_missing(string name)
    {
        var problem = Run.TheProblem(Run.Good with { Metrics = [.. Run.Good.Metrics.Where(m => m.Name != name)] });
        Assert.Equal(("missing-signal", $"metric.{name}"), (problem.Check, problem.Where.Signal));
        Assert.Equal("signals/shop.yaml", problem.Declared?.File);
    }

    [Fact]
    public void A_series_that_has_measured_nothing_is_no_sign_of_life() =>
        Assert.Equal(["missing-signal"], Run.Checks(Run.Metrics("shop.order.duration", m => m with { Points = [.. m.Points.Select(p => p with { Count = 0, Sum = 0, Min = null, Max = null })] })));

    [Fact]
    public void Only_what_is_expected_must_be_seen()
    {
        var captured = Run.Good with { Metrics = [], Logs = [] };
        Assert.Equal(["missing-signal"], Run.Checks(captured));
        Assert.Empty(Run.Checks(captured, new() { Expected = ["checkout", "span.shop.pay"] }));
    }

    [Fact]
    public void A_renamed_metric_names_the_one_that_was_meant()
    {
        var problems = Run.Verify(Run.Metrics("shop.orders", m => m with { Name = "shop.order" })).Problems;
        var undeclared = Assert.Single(problems, p => p.Check == "undeclared-signal");
        Assert.Contains("Was shop.orders meant?", undeclared.Remedy, StringComparison.Ordinal);
        Assert.Equal((2, "shop"), (undeclared.Count, undeclared.Where.Scope));
        Assert.Contains("shop.order was seen", Assert.Single(problems, p => p.Check == "missing-signal").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_that_is_switched_off_may_not_be_emitted() =>
        Assert.Equal(["switched-off-signal"], Run.Checks(Run.Good with { Logs = [.. Run.Good.Logs, Run.Event("shop.refunded", 70)] }));

    [Fact]
    public void What_libraries_emit_need_not_be_declared_unless_the_set_is_exact()
    {
        var captured = Run.Good with { Metrics = [.. Run.Good.Metrics, new(Run.Back, "kestrel.active_connections", "{connection}", CapturedMetricKind.Gauge) { Points = [Run.Point(1, 1)] }] };
        Assert.Empty(Run.Checks(captured));
        Assert.Contains("kestrel.active_connections", Run.Verify(captured, new() { Exact = true }).Problems.Select(p => p.Where.Signal));
    }

    [Fact]
    public void A_span_of_a_scope_that_nobody_knows_must_be_declared() =>
        Assert.Equal("shop.ship", Run.TheProblem(Run.Good with { Spans = [.. Run.Good.Spans, Run.Span(Run.Shop, "b000000000000009", "b000000000000001", "shop.ship", "internal", 50, 60)] }).Where.Signal);

    [Fact]
    public void A_database_span_is_named_by_the_conventions_and_not_by_the_plan() =>
        Assert.Empty(Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, Run.Span(Run.Shop, "b000000000000009", "b000000000000001", "SELECT orders", "client", 50, 60, ("db.system.name", "sqlite"))] }));

    [Theory]
    [InlineData("ms", "wrong-unit")]
    [InlineData("", "wrong-unit")]
    public void A_unit_that_was_not_promised_fails(string unit, string check) => Assert.Equal(check, Run.TheProblem(Run.Metrics("shop.order.duration", m => m with { Unit = unit })).Check);

    [Fact]
    public void A_counter_that_became_a_gauge_fails() =>
        Assert.Contains("wrong-instrument", Run.Checks(Run.Metrics("shop.orders", m => m with { Kind = CapturedMetricKind.Gauge, IsMonotonic = false })));

    [Fact]
    public void A_span_of_another_kind_fails() => Assert.Equal("wrong-instrument", Run.TheProblem(Run.Pay(s => s with { Kind = "internal" })).Check);

    [Fact]
    public void A_contract_of_another_version_is_broken()
    {
        var problem = Run.TheProblem(Run.PayAttribute("upshot.signal", CapturedValue.Of("span.shop.pay@1")));
        Assert.Equal("broken-contract", problem.Check);
        Assert.Contains("declares version 2", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_finds_a_span_under_another_name()
    {
        var problems = Run.Verify(Run.Pay(s => s with { Name = "pay" })).Problems;
        Assert.Equal(["broken-contract", "broken-journey"], problems.Select(p => p.Check).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ok pay 2", null)]
    [InlineData("declined pay 2", "ok pay 2")]
    [InlineData("shop.pay", "ok pay 2")]
    public void A_name_that_is_made_of_attributes_is_made_of_those_of_the_span(string name, string? declared)
    {
        var plan = ShopPlan.Plan with
        {
            Journeys = [],
            Signals = [.. ShopPlan.Plan.Signals.Select(s => s.Id == "span.shop.pay" ? s with { SpanName = "{shop.outcome} pay {shop.items}" } : s)],
        };
        var problems = TelemetryVerification.Verify(plan, Run.Pay(s => s with { Name = name }), new()).Problems;
        Assert.Equal(declared is null ? [] : ["broken-contract"], problems.Select(p => p.Check));
        Assert.All(problems, p => Assert.EndsWith($"the plan calls it {declared}.", p.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_contract_that_the_plan_does_not_know_is_undeclared()
    {
        var problem = Assert.Single(Run.Verify(Run.Good with { Logs = [.. Run.Good.Logs, Run.Event("shop.shipped", 70) with { Attributes = Run.Attributes([("upshot.signal", "event.shop.shipped@1")]) }] }).Problems);
        Assert.Equal("undeclared-signal", problem.Check);
        Assert.Contains("event.shop.shipped@1", problem.Message, StringComparison.Ordinal);
    }
}
