using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Verification;

public sealed class TraceCheckTests
{
    [Fact]
    public void A_lost_step_is_drawn_beside_what_was_expected()
    {
        var problems = Run.Verify(Run.Good with { Spans = [.. Run.Good.Spans.Where(s => s.Name != "shop.pay")] }).Problems;
        var broken = Assert.Single(problems, p => p.Check == "broken-journey");
        Assert.Equal("The journey order is broken: pay (shop.pay in back) is missing.", broken.Message);
        Assert.Equal(
            $"""
            expected:
              POST /checkout in front
              └─ ✓ place: place in back
                 └─ ✗ pay: shop.pay in back   ← missing
            found in trace {Run.Trace}:
              POST /checkout (front, server)
              └─ POST (front, client)
                 └─ place (back, server) = place
            """.ReplaceLineEndings("\n"), broken.Evidence);
    }

    [Fact]
    public void A_step_under_the_wrong_parent_fails()
    {
        var problem = Run.TheProblem(Run.Pay(s => s with { ParentSpanId = "f000000000000001" }));
        Assert.Equal("broken-journey", problem.Check);
        Assert.Contains("pay (shop.pay in back) stands under the entry, not under place", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_between_two_steps_do_not_count() => Assert.Empty(Run.Checks(Run.Good with
    {
        Spans = [.. Run.Good.Spans.Select(s => s.Name == "shop.pay" ? s with { ParentSpanId = "b000000000000007" } : s), Run.Span(Run.Back, "b000000000000007", "b000000000000001", "retry", "internal", 15, 45)],
    }));

    [Fact]
    public void A_request_that_was_refused_need_not_travel_the_whole_journey()
    {
        // A second checkout is refused before it comes to the payment; the first one still proves the journey.
        var refused = Run.Span(Run.Front, "f0000000000000a1", "", "POST /checkout", "server", 200, 210, ("http.route", "/checkout"), ("http.request.method", "POST"), ("http.response.status_code", 402L)) with { TraceId = "ffffffffffffffffffffffffffffffff" };
        Assert.Empty(Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, refused] }));
        Assert.Equal(["broken-journey"], Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, refused with { Attributes = Run.Set(refused.Attributes, "http.response.status_code", CapturedValue.Of(200L)) }] }));
    }

    [Fact]
    public void Each_run_in_a_trace_needs_its_own_steps()
    {
        var root = Run.Span(Run.Front, "e000000000000001", "", "test", "internal", 0, 400);
        var first = Run.Good.Spans.Select(s => s.IsRoot ? s with { ParentSpanId = root.SpanId } : s).ToList();
        var second = first.Select(s => s with { SpanId = s.SpanId[..1] + "7" + s.SpanId[2..], ParentSpanId = s.ParentSpanId == root.SpanId ? s.ParentSpanId : s.ParentSpanId[..1] + "7" + s.ParentSpanId[2..], StartNanos = s.StartNanos + (200 * Run.Millisecond), EndNanos = s.EndNanos + (200 * Run.Millisecond) }).ToList();
        var plan = ShopPlan.Plan with { Signals = [.. ShopPlan.Plan.Signals, new Signal("span.test", SignalKind.Span, new("signals/shop.yaml", 1, 1)) { Name = "test" }] };

        Assert.Empty(TelemetryVerification.Verify(plan, Run.Good with { Spans = [root, .. first, .. second] }, new()).Problems);
        var broken = TelemetryVerification.Verify(plan, Run.Good with { Spans = [root, .. first, .. second.Where(s => s.Name != "shop.pay")] }, new()).Problems;
        Assert.Equal(("broken-journey", 1), (Assert.Single(broken).Check, broken[0].Count));
        Assert.Contains("pay (shop.pay in back) is missing", broken[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http.status_code", 403L)]
    [InlineData("rpc.grpc.status_code", 7L)]
    [InlineData("rpc.response.status_code", "PERMISSION_DENIED")]
    public void What_was_refused_did_not_succeed_by_whatever_name_it_says_so(string attribute, object status)
    {
        var refused = Run.Span(Run.Front, "f0000000000000a1", "", "POST /checkout", "server", 200, 210, ("http.route", "/checkout"), ("http.request.method", "POST"), (attribute, status)) with { TraceId = "ffffffffffffffffffffffffffffffff" };
        Assert.DoesNotContain("broken-journey", Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, refused] }));
    }

    [Fact]
    public void A_line_that_also_writes_outside_of_requests_belongs_to_the_process()
    {
        CapturedLog Line(string text, long ms) => new(Run.Shop, "", CapturedValue.Of(text), 9, Run.Start + (ms * Run.Millisecond), "", "");
        Assert.Equal(["log-without-trace"], Run.Checks(Run.Good with { Logs = [.. Run.Good.Logs, Line("cleaned 3 files", 30)] }));
        Assert.Equal(["log-without-trace"], Run.Checks(Run.Good with { Logs = [.. Run.Good.Logs, Line("cleaned 3 files", 30), Line("ready", 500)] }));
        Assert.Empty(Run.Checks(Run.Good with { Logs = [.. Run.Good.Logs, Line("cleaned 3 files", 30), Line("cleaned 12 files", 500)] }));
    }

    [Fact]
    public void A_step_that_misses_its_latency_target_fails()
    {
        var problem = Run.TheProblem(Run.Pay(s => s with { EndNanos = s.StartNanos + (101 * Run.Millisecond) }));
        Assert.Equal("slow-step", problem.Check);
        Assert.Contains("target of 100 ms", problem.Message, StringComparison.Ordinal);
        Assert.Empty(Run.Checks(Run.Pay(s => s with { EndNanos = s.StartNanos + (100 * Run.Millisecond) })));
    }

    [Fact]
    public void One_slow_start_among_several_is_let_pass()
    {
        Assert.Empty(Run.Checks(Checkouts(slow: 1, fast: 2)));
        Assert.Equal(["slow-step"], Run.Checks(Checkouts(slow: 2, fast: 8)));

        static CapturedTelemetry Checkouts(int slow, int fast) => Run.Good with
        {
            Spans = [.. Enumerable.Range(0, slow + fast).SelectMany(i => Run.Good.Spans.Select(s => s with { TraceId = $"{i + 1:x32}", EndNanos = s.Name == "shop.pay" && i < slow ? s.StartNanos + (500 * Run.Millisecond) : s.EndNanos }))],
            Logs = [.. Run.Good.Logs.Select(l => l with { TraceId = $"{1:x32}" })],
            SpanBytes = 20_000,
        };
    }

    [Fact]
    public void A_service_that_begins_its_own_trace_when_it_is_called_breaks_propagation()
    {
        var problems = Run.Verify(Run.Spans(s => s.Origin.Service != "back" ? s : s with { TraceId = "11111111111111111111111111111111", ParentSpanId = s.Name == "place" ? "" : s.ParentSpanId }));
        var broken = Assert.Single(problems.Problems, p => p.Check == "broken-propagation");
        Assert.Equal("The trace breaks between front and back: 'place' answers 'POST' and begins a trace of its own.", broken.Message);
        Assert.Contains("pass the trace context on to back", Assert.Single(problems.Problems, p => p.Check == "broken-journey").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_that_a_browser_began_has_a_parent_elsewhere()
    {
        // Nobody declared /search; the browser called it, and it called another service.
        CapturedSpan Search(TelemetryOrigin origin, string id, string parent, string kind) => Run.Span(origin, id, parent, "GET /search", kind, 0, 9) with { TraceId = "ffffffffffffffffffffffffffffffff" };
        CapturedSpan[] search = [Search(Run.Front, "f000000000000091", "0a0a0a0a0a0a0a0a", "server"), Search(Run.FrontClient, "f000000000000092", "f000000000000091", "client"), Search(Run.Back, "b000000000000091", "f000000000000092", "server")];
        Assert.Empty(Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, .. search] }));
        Assert.Equal(["broken-propagation"], Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, search[0] with { ParentSpanId = "" }, search[2]] }));
    }

    [Fact]
    public void A_drawing_shows_the_branch_in_which_a_step_is()
    {
        CapturedSpan Handler(string id, long at) => Run.Span(Run.Front, id, "f000000000000001", "handler", "internal", at, 99) with { Origin = Run.Front };
        var spans = Run.Good.Spans.Where(s => s.Name != "shop.pay").Select(s => s.Name == "POST" ? s with { ParentSpanId = "f0000000000000b2" } : s);
        var broken = Run.Verify(Run.Good with { Spans = [.. spans, Handler("f0000000000000b1", 1), Handler("f0000000000000b2", 2)] }).Problems.Single(p => p.Check == "broken-journey");
        Assert.Contains("= place", broken.Evidence, StringComparison.Ordinal);

        // Where the way to the step is cut off too, the branch in which it is missing is there still.
        var cut = Run.Verify(Run.Good with { Spans = [.. spans.Where(s => s.Name != "place"), Handler("f0000000000000b1", 1), Handler("f0000000000000b2", 2)] }).Problems.Single(p => p.Check == "broken-journey");
        Assert.Contains("POST (front, client)", cut.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_span_whose_parent_was_not_emitted_is_an_orphan() =>
        Assert.Contains("broken-propagation", Run.Checks(Run.Pay(s => s with { ParentSpanId = "b0000000000000ff" })));

    [Fact]
    public void The_parent_of_an_entry_may_be_outside() =>
        Assert.Empty(Run.Checks(Run.Spans(s => s.Name == "POST /checkout" ? s with { ParentSpanId = "aaaaaaaaaaaaaaaa" } : s)));

    [Fact]
    public void The_same_span_twice_is_a_duplicate()
    {
        var problem = Run.TheProblem(Run.Good with { Spans = [.. Run.Good.Spans, Run.Good.Spans[3]] });
        Assert.Equal(("duplicate-signal", "span.shop.pay"), (problem.Check, problem.Where.Signal));
    }

    [Fact]
    public void A_span_in_a_span_of_the_same_signal_is_a_duplicate() =>
        Assert.Equal(["duplicate-signal"], Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, Run.Good.Spans[3] with { SpanId = "b000000000000003", ParentSpanId = "b000000000000002", StartNanos = Run.Good.Spans[3].StartNanos + 1 }] }));

    [Fact]
    public void What_calls_itself_is_no_duplicate()
    {
        var below = Run.Good.Spans[3] with { SpanId = "b000000000000003", ParentSpanId = "b000000000000002", StartNanos = Run.Good.Spans[3].StartNanos + 1 };
        Assert.Empty(Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, below with { Attributes = Run.Set(below.Attributes, "shop.items", CapturedValue.Of(1L)) }] }));
        Assert.Empty(Run.Checks(Run.Good with { Spans = [.. Run.Good.Spans, below, below with { SpanId = "b000000000000004", StartNanos = below.StartNanos + 1 }] }));
    }

    [Fact]
    public void Two_points_of_one_series_at_one_time_are_duplicates() => Assert.Equal(["duplicate-signal"], Run.Checks(Run.Good with { Metrics = [.. Run.Good.Metrics, Run.Good.Metrics[2]] }));

    [Fact]
    public void One_metric_in_two_scopes_is_counted_twice() => Assert.Equal(["duplicate-signal"], Run.Checks(Run.Good with
    {
        Metrics = [.. Run.Good.Metrics, Run.Good.Metrics[2] with { Origin = Run.Shop with { Scope = new("shop.old", "", "") } }],
    }));

    [Fact]
    public void An_event_without_the_one_before_it_is_out_of_order() =>
        Assert.Contains("in a trace without event.shop.reserved", Assert.Single(Run.Verify(Run.Logs("shop.reserved", l => l with { TraceId = "22222222222222222222222222222222" })).Problems, p => p.Check == "event-order").Message, StringComparison.Ordinal);

    [Fact]
    public void An_event_before_the_one_before_it_is_out_of_order() =>
        Assert.Contains("came before event.shop.reserved", Run.TheProblem(Run.Logs("shop.placed", l => l with { TimeNanos = Run.Start })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_declared_event_must_know_its_trace() => Assert.Equal(["log-without-trace"], Run.Checks(Run.Logs("shop.placed", l => l with { TraceId = "", SpanId = "" })));

    [Fact]
    public void A_log_record_outside_of_any_request_needs_no_trace()
    {
        Assert.Equal(["log-without-trace"], Run.Checks(WithLog(50)));
        Assert.Empty(Run.Checks(WithLog(500)));

        static CapturedTelemetry WithLog(long ms) => Run.Good with { Logs = [.. Run.Good.Logs, new(Run.Shop, "", CapturedValue.Of("Cache is warm"), 9, Run.Start + (ms * Run.Millisecond), "", "")] };
    }

    [Fact]
    public void A_counter_may_not_fall() => Assert.Equal("falling-counter", Run.TheProblem(Run.Good with
    {
        Metrics = [.. Run.Good.Metrics, Run.Counter("shop.orders", "{order}", Run.Point(3000, 1, ("shop.outcome", "ok")))],
    }).Check);

    [Fact]
    public void A_counter_that_starts_anew_may_be_less() => Assert.Empty(Run.Checks(Run.Good with
    {
        Metrics = [.. Run.Good.Metrics, Run.Counter("shop.orders", "{order}", Run.Point(3000, 1, ("shop.outcome", "ok")) with { StartNanos = Run.Start + (2500 * Run.Millisecond) })],
    }));

    [Fact]
    public void A_metric_says_whether_it_is_cumulative() =>
        Assert.Contains("falling-counter", Run.Checks(Run.Metrics("shop.order.duration", m => m with { Temporality = CapturedTemporality.Unspecified })));
}
