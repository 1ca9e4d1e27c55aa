using Upshot.Decide.Alerting;
using static Upshot.Decide.Tests.Alerting.AlertCases;

namespace Upshot.Decide.Tests.Alerting;

public class FailureOriginTests
{
    [Fact]
    public void A_failure_begins_where_nothing_below_it_failed()
    {
        var cause = FailureOrigin.OfErrors([Chain("a", "web GET /cart!", "cart GET /items!", "cart> SELECT!"), Chain("b", "web GET /cart!", "cart GET /items!", "cart> SELECT!"), Chain("c", "web GET /cart!")])!;
        Assert.Equal("cart", cause.Service);
        Assert.Equal(["[web] GET /cart", "[cart] GET /items", "[cart] SELECT"], cause.Path);
        Assert.Equal(2.0 / 3, cause.Share, 1e-9);
        Assert.Equal(["a", "b"], cause.Traces);
    }

    [Fact]
    public void A_call_that_nobody_answered_is_the_callees()
    {
        var trace = Chain("a", "web GET /cart!", "web> GET!");
        var named = trace with { Spans = [trace.Spans[0], trace.Spans[1] with { Attributes = new Dictionary<string, string> { ["server.address"] = "stock" } }] };
        Assert.Equal("stock", FailureOrigin.OfErrors([named])!.Service);
    }

    [Fact]
    public void An_error_that_the_caller_survived_is_none() => Assert.Null(FailureOrigin.OfErrors([Chain("a", "web GET /cart", "cart GET /items!")])?.Service is { } service && service == "web" ? service : null);

    [Fact]
    public void Added_time_lies_where_requests_take_longer()
    {
        var usual = Enumerable.Range(0, 20).Select(i => Chain($"u{i}", "web GET /cart", "cart GET /items")).ToList();
        var slow = usual.Select(t => t with { TraceId = "s" + t.TraceId, Spans = [t.Spans[0] with { DurationNanos = 60_000_000 }, t.Spans[1] with { DurationNanos = 58_000_000 }] }).ToList();
        var cause = FailureOrigin.OfLatency(usual, slow, 1)!;
        Assert.Equal(("latency", "cart"), (cause.Kind, cause.Service));
        Assert.True(cause.Share > 0.9);
    }

    [Fact]
    public void Nothing_to_compare_is_no_cause() => Assert.Null(FailureOrigin.OfLatency([], [Chain("a", "web GET /cart")], 1));
}
