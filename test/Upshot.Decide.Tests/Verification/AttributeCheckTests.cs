using Upshot.Evidence;

namespace Upshot.Decide.Tests.Verification;

public sealed class AttributeCheckTests
{
    [Fact]
    public void A_required_attribute_that_is_missing_fails()
    {
        var problem = Run.TheProblem(Run.PayAttribute("shop.amount", null));
        Assert.Equal(("missing-attribute", "shop.amount", "shop"), (problem.Check, problem.Where.Attribute, problem.Where.Scope));
    }

    [Fact]
    public void A_recommended_attribute_that_was_never_set_fails() => Assert.Equal("missing-attribute", Run.TheProblem(Run.PayAttribute("shop.items", null)).Check);

    [Fact]
    public void A_renamed_attribute_is_told_with_the_name_that_was_meant()
    {
        var captured = Run.Pay(s => s with { Attributes = Run.Set(Run.Set(s.Attributes, "shop.outcome", null), "shop.outcomes", CapturedValue.Of("ok")) });
        var problems = Run.Verify(captured).Problems;
        Assert.Contains("Was shop.outcome meant?", Assert.Single(problems, p => p.Check == "undeclared-attribute").Remedy, StringComparison.Ordinal);
        Assert.Contains("shop.outcomes is set instead", Assert.Single(problems, p => p.Check == "missing-attribute").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_generated_code_left_out_is_told_with_why()
    {
        var run = Run.PayAttribute("shop.amount", null);
        var said = Run.Event("", 30) with { Body = CapturedValue.Of("Telemetry left out shop.amount: the plan wants a finite number, and a str was given. This is said once; left_out() of the package counts it.") };
        var problem = Run.TheProblem(run with { Logs = [.. run.Logs, said] });
        Assert.Equal("The required attribute shop.amount is missing on shop.pay: generated code left a value out, as the plan wants a finite number, and a str was given.", problem.Message);
        Assert.StartsWith("Pass what the plan declares", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_beside_the_right_one_was_not_meant_as_it()
    {
        var problem = Run.TheProblem(Run.PayAttribute("shop.amounts", CapturedValue.Of(1.5)));
        Assert.Equal("Add it to the attributes of span.shop.pay, or stop setting it.", problem.Remedy);
    }

    [Fact]
    public void Attributes_of_the_conventions_need_no_declaration_on_spans() =>
        Assert.Empty(Run.Checks(Run.PayAttribute("server.address", CapturedValue.Of("pay.example"))));

    [Fact]
    public void On_metrics_every_label_must_be_declared() =>
        Assert.Equal(["undeclared-attribute"], Run.Checks(Run.Metrics("shop.order.duration", m => m with { Points = [.. m.Points.Select(p => p with { Attributes = Run.Attributes([("http.route", "/x")]) })] })));

    [Fact]
    public void What_the_product_adds_to_a_librarys_span_must_be_declared() =>
        Assert.Equal("shop.visitor", Run.TheProblem(Run.Spans(s => s.Name == "place" ? s with { Attributes = Run.Set(s.Attributes, "shop.visitor", CapturedValue.Of("new")) } : s)).Where.Attribute);

    [Theory]
    [InlineData("shop.amount", "12.50")]
    [InlineData("shop.items", "two")]
    public void A_number_that_is_sent_as_text_has_the_wrong_type(string attribute, string text) => Assert.Equal("wrong-type", Run.TheProblem(Run.PayAttribute(attribute, CapturedValue.Of(text))).Check);

    [Fact]
    public void A_whole_number_is_a_double_too() => Assert.Empty(Run.Checks(Run.PayAttribute("shop.amount", CapturedValue.Of(12L))));

    [Fact]
    public void A_double_is_no_whole_number() => Assert.Equal("wrong-type", Run.TheProblem(Run.PayAttribute("shop.items", CapturedValue.Of(2.5))).Check);

    [Fact]
    public void Many_values_that_are_not_allowed_are_one_problem()
    {
        var pay = Run.Good.Spans.Single(s => s.Name == "shop.pay");
        var spans = Enumerable.Range(0, 30).Select(i => pay with { SpanId = $"c0000000000000{i:00}", Attributes = Run.Set(pay.Attributes, "shop.outcome", CapturedValue.Of($"order-{i}")) });
        var problem = Run.Verify(Run.Good with { Spans = [.. Run.Good.Spans, .. spans] }).Problems.Single(p => p.Check == "value-not-allowed");
        Assert.Equal(30, problem.Count);
        Assert.Contains("has 30 values that are not among", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("'order-0', 'order-1', 'order-2' and 27 more.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_allowed_names_the_likely_one()
    {
        var problem = Run.TheProblem(Run.PayAttribute("shop.outcome", CapturedValue.Of("Declined")));
        Assert.Equal(("value-not-allowed", "Was 'declined' meant? Otherwise add the value to the members in the plan."), (problem.Check, problem.Remedy));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1000.01)]
    public void An_attribute_outside_of_its_range_fails(double amount) => Assert.Equal("out-of-range", Run.TheProblem(Run.PayAttribute("shop.amount", CapturedValue.Of(amount))).Check);

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void Both_ends_of_a_range_belong_to_it(double amount) => Assert.Empty(Run.Checks(Run.PayAttribute("shop.amount", CapturedValue.Of(amount))));

    [Fact]
    public void A_histogram_is_out_of_range_by_its_largest_value() =>
        Assert.Equal("out-of-range", Run.TheProblem(Run.Metrics("shop.order.duration", m => m with { Points = [m.Points[0] with { Max = 61 }] })).Check);

    [Fact]
    public void A_histogram_without_extremes_is_out_of_range_by_its_buckets()
    {
        CapturedPoint Point(params double[] buckets) => new(Run.Start, Run.Start + 1) { Count = 2, Sum = 20, Bounds = [1, 60, 100], Buckets = buckets };
        Assert.Equal("out-of-range", Run.TheProblem(Run.Metrics("shop.order.duration", m => m with { Points = [Point(1, 0, 0, 1)] })).Check);
        Assert.Empty(Run.Checks(Run.Metrics("shop.order.duration", m => m with { Points = [Point(1, 0, 1, 0)] })));
    }

    [Fact]
    public void More_values_than_the_plan_allows_fail()
    {
        static CapturedTelemetry Regions(int count) => Run.Metrics("shop.orders", m => m with { Points = [.. Enumerable.Range(0, count).Select(i => Run.Point(m.Points[0].TimeNanos, 5, ("shop.outcome", "ok"), ("shop.region", $"r{i}")))] }) with { };
        Assert.Empty(Run.Checks(OneExport(Regions(3))));
        Assert.Equal("too-many-values", Run.TheProblem(OneExport(Regions(4))).Check);

        // The same series in two exports at one time would be a duplicate.
        static CapturedTelemetry OneExport(CapturedTelemetry captured) => captured with { Metrics = [.. captured.Metrics.DistinctBy(m => m.Name)] };
    }

    [Fact]
    public void Labels_that_look_like_ids_fail_before_they_are_many()
    {
        var points = Enumerable.Range(0, 3).Select(i => Run.Point(1000, 1, ("shop.outcome", "ok"), ("cart", $"5f0c8a34-0000-4000-8000-00000000000{i}"))).ToArray();
        Assert.Equal(["too-many-values", "undeclared-attribute"], Run.Checks(Run.Good with { Metrics = [Run.Good.Metrics[2], Run.Counter("shop.orders", "{order}", points)] }));
    }

    [Fact]
    public void More_series_than_the_plan_pays_for_fail()
    {
        var points = Enumerable.Range(0, 60).Select(i => Run.Point(1000, 1, ("http.route", $"/{i}"))).ToArray();
        var problem = Run.TheProblem(Run.Good with { Metrics = [.. Run.Good.Metrics, new(Run.Back, "http.server.request.duration", "s", CapturedMetricKind.Gauge) { Points = points }] });
        Assert.Equal("cost-budget", problem.Check);
        Assert.Contains("http.server.request.duration (60)", problem.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void More_bytes_at_the_expected_traffic_than_the_plan_pays_for_fail()
    {
        // 1,000 requests a day may cost 10 MB: 10,000 bytes each.
        Assert.Empty(Run.Checks(Run.Good with { SpanBytes = 9_500, LogBytes = 500 }));
        Assert.Equal("cost-budget", Run.TheProblem(Run.Good with { SpanBytes = 9_501, LogBytes = 500 }).Check);
    }

    [Theory]
    [InlineData("otel.shop.thing", "error")]
    [InlineData("shopThing", "warning")]
    [InlineData("Shop.Thing", "warning")]
    public void Names_follow_the_conventions(string name, string severity)
    {
        var problem = Assert.Single(Run.Verify(Run.PayAttribute(name, CapturedValue.Of("x"))).Problems, p => p.Check == "unconventional-name");
        Assert.Equal(severity, problem.Severity.ToString().ToLowerInvariant());
    }

    [Fact]
    public void A_unit_does_not_belong_into_a_name()
    {
        var problems = Run.Verify(Run.Good with { Metrics = [.. Run.Good.Metrics, Run.Counter("shop.wait_seconds", "s", Run.Point(1, 1))] }).Problems;
        Assert.Contains("'seconds' in its name", Assert.Single(problems, p => p.Check == "unconventional-name").Message, StringComparison.Ordinal);
    }
}
