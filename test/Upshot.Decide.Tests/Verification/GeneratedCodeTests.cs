using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Tests.Verification;

/// <summary>What only generated code can do wrong, and how telemetry is sent.</summary>
public sealed class GeneratedCodeTests
{
    private static readonly string s_url = CallSiteBuilder.SchemaUrlOf(ShopPlan.Plan);
    private static readonly TelemetryOrigin s_generated = Run.Shop with { Scope = new("shop", "1", s_url) };

    [Fact]
    public void A_span_that_is_always_abandoned_is_found()
    {
        var problem = Run.TheProblem(Run.PayAttribute("upshot.outcome", CapturedValue.Of("abandoned")));

        Assert.Equal(("always-abandoned", "span.shop.pay"), (problem.Check, problem.Where.Signal));
    }

    [Fact]
    public void A_span_that_is_abandoned_now_and_then_is_not()
    {
        var abandoned = Run.PayAttribute("upshot.outcome", CapturedValue.Of("abandoned"));
        var both = abandoned with { Spans = [.. abandoned.Spans, .. Run.Good.Spans.Select(s => s with { TraceId = Other(s.TraceId), Attributes = Run.Set(s.Attributes, "upshot.outcome", CapturedValue.Of("success")) })] };

        Assert.DoesNotContain("always-abandoned", Run.Checks(both));
    }

    [Fact]
    public void Telemetry_of_a_generated_scope_carries_its_contract()
    {
        var bare = Run.Pay(span => span with { Origin = s_generated, Attributes = Run.Set(span.Attributes, "upshot.signal", null) });

        Assert.Contains("missing-contract", Run.Checks(bare));
        Assert.DoesNotContain("missing-contract", Run.Checks(Run.Pay(span => span with { Origin = s_generated })));
    }

    [Fact]
    public void Metrics_of_a_generated_scope_carry_their_contracts_where_the_language_can()
    {
        Assert.Contains("missing-contract", Run.Checks(Of("python")));
        Assert.DoesNotContain("missing-contract", Run.Checks(Of("nodejs")));

        static CapturedTelemetry Of(string language) => Run.Metrics("shop.orders", metric => metric with { Origin = s_generated with { Resource = new Dictionary<string, CapturedValue> { ["telemetry.sdk.language"] = CapturedValue.Of(language) } } });
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("other=ot", true)]
    [InlineData("ot=rv:abcdef01234567", true)]
    [InlineData("ot=th:8", false)]
    [InlineData("vendor=x, ot=rv:abcdef01234567;th:c", false)]
    public void A_plan_that_samples_wants_to_know_what_a_trace_stands_for(string traceState, bool isFound)
    {
        var plan = ShopPlan.Plan with { Sampling = new Sampling { Probability = 0.25 } };

        var found = TelemetryVerification.Verify(plan, Run.Spans(span => span with { TraceState = traceState }), new()).Problems;

        Assert.Equal(isFound, found.Any(p => p.Check == "sampling-without-probability"));
    }

    [Fact]
    public void A_call_below_itself_each_time_is_found_whatever_else_it_carries()
    {
        var nested = Run.Good with { Spans = [.. Twice(Run.Trace), .. Twice(Other(Run.Trace))] };

        var problem = Assert.Single(Run.Verify(nested).Problems, p => p.Check == "duplicate-signal");

        Assert.Equal(2, problem.Count);
    }

    [Fact]
    public void Work_that_calls_itself_at_different_depths_is_none()
    {
        var deeper = Twice(Other(Run.Trace)).Append(Run.Span(Run.Shop, "b000000000000004", "b000000000000003", "shop.pay", "client", 26, 30, ("shop.outcome", "ok"), ("shop.amount", 12.5), ("shop.items", 1L), ("upshot.signal", "span.shop.pay@2")) with { TraceId = Other(Run.Trace) });

        Assert.DoesNotContain("duplicate-signal", Run.Checks(Run.Good with { Spans = [.. Twice(Run.Trace), .. deeper] }));
    }

    [Fact]
    public void Requests_that_were_refused_are_told_with_their_reason()
    {
        const string why = "The Content-Encoding is deflate; it must be gzip or identity.";
        var nothing = new CapturedTelemetry { Refused = [why, why, why] };

        var problem = Assert.Single(Run.Verify(nothing).Problems, p => p.Check == "bad-telemetry");

        Assert.Equal(3, problem.Count);
        Assert.Contains("refused: The Content-Encoding is deflate", problem.Message);
        Assert.Contains("OTEL_EXPORTER_OTLP_COMPRESSION", problem.Remedy);
    }

    private static string Other(string trace) => trace[..^1] + (trace[^1] == 'd' ? 'e' : 'd');

    private static IEnumerable<CapturedSpan> Twice(string trace) =>
        Run.Good.Spans.Append(Run.Span(Run.Shop, "b000000000000003", "b000000000000002", "shop.pay", "client", 25, 35, ("shop.outcome", "ok"), ("shop.amount", 12.5), ("upshot.signal", "span.shop.pay@2"))).Select(span => span with { TraceId = trace });
}
