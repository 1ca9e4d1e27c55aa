using Upshot.Decide.Verification;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Verification;

/// <summary>What a run of the small shop emits: everything right, until a test changes something.</summary>
internal static class Run
{
    public const long Start = 1_700_000_000_000_000_000;
    public const long Millisecond = 1_000_000;
    public const string Trace = "0af7651916cd43dd8448eb211c80319c";

    public static readonly TelemetryOrigin Front = new("front", "1", "f1", "front", new("Microsoft.AspNetCore", "", ""));
    public static readonly TelemetryOrigin FrontClient = Front with { Scope = new("System.Net.Http", "", "") };
    public static readonly TelemetryOrigin Back = new("back", "1", "b1", "back", new("Microsoft.AspNetCore", "", ""));
    public static readonly TelemetryOrigin Shop = Back with { Scope = new("shop", "1", "") };

    public static CapturedTelemetry Good { get; } = new()
    {
        Spans =
        [
            Span(Front, "f000000000000001", "", "POST /checkout", "server", 0, 100, ("http.route", "/checkout"), ("http.request.method", "POST"), ("http.response.status_code", 200L)),
            Span(FrontClient, "f000000000000002", "f000000000000001", "POST", "client", 5, 90, ("http.request.method", "POST"), ("url.full", "http://back:8080/place"), ("server.port", 8080L)),
            Span(Back, "b000000000000001", "f000000000000002", "place", "server", 10, 80, ("http.request.method", "POST"), ("url.path", "/place"), ("server.port", 8080L)),
            Span(Shop, "b000000000000002", "b000000000000001", "shop.pay", "client", 20, 40, ("shop.outcome", "ok"), ("shop.amount", 12.5), ("shop.items", 2L), ("upshot.signal", "span.shop.pay@2")),
        ],
        Metrics =
        [
            Counter("shop.orders", "{order}", Point(1000, 1, ("shop.outcome", "ok"))),
            Counter("shop.orders", "{order}", Point(2000, 2, ("shop.outcome", "ok"))),
            Histogram("shop.order.duration", "s", new CapturedPoint(Start, Start + (1000 * Millisecond)) { Count = 1, Sum = 0.1, Min = 0.1, Max = 0.1 }),
        ],
        Logs = [Event("shop.reserved", 30), Event("shop.placed", 60)],
        SpanBytes = 2000,
        LogBytes = 500,
        MetricBytes = 500,
        Requests = 3,
    };

    public static VerificationResult Verify(CapturedTelemetry captured, VerificationOptions? options = null) => TelemetryVerification.Verify(ShopPlan.Plan, captured, options ?? new());

    /// <summary>The one problem that a changed run has.</summary>
    public static VerificationProblem TheProblem(CapturedTelemetry captured, VerificationOptions? options = null) => Assert.Single(Verify(captured, options).Problems);

    /// <summary>Check ids, each once.</summary>
    public static IReadOnlyList<string> Checks(CapturedTelemetry captured, VerificationOptions? options = null) => [.. Verify(captured, options).Problems.Select(p => p.Check).Distinct().Order(StringComparer.Ordinal)];

    public static CapturedTelemetry Pay(Func<CapturedSpan, CapturedSpan> change) => Spans(span => span.Name == "shop.pay" ? change(span) : span);

    public static CapturedTelemetry PayAttribute(string name, CapturedValue? value) => Pay(span => span with { Attributes = Set(span.Attributes, name, value) });

    public static CapturedTelemetry Spans(Func<CapturedSpan, CapturedSpan> change) => Good with { Spans = [.. Good.Spans.Select(change)] };

    public static CapturedTelemetry Metrics(string name, Func<CapturedMetric, CapturedMetric> change) => Good with { Metrics = [.. Good.Metrics.Select(m => m.Name == name ? change(m) : m)] };

    public static CapturedTelemetry Logs(string name, Func<CapturedLog, CapturedLog> change) => Good with { Logs = [.. Good.Logs.Select(l => l.EventName == name ? change(l) : l)] };

    public static IReadOnlyDictionary<string, CapturedValue> Set(IReadOnlyDictionary<string, CapturedValue> attributes, string name, CapturedValue? value)
    {
        var changed = attributes.Where(a => a.Key != name).ToDictionary();
        if (value is not null)
        {
            changed[name] = value;
        }

        return changed;
    }

    public static CapturedSpan Span(TelemetryOrigin origin, string id, string parent, string name, string kind, long fromMs, long toMs, params (string Name, object Value)[] attributes) =>
        new(origin, Trace, id, parent, name, kind, Start + (fromMs * Millisecond), Start + (toMs * Millisecond)) { Attributes = Attributes(attributes) };

    public static CapturedLog Event(string name, long ms) => new(Shop, name, CapturedValue.Of(name), 9, Start + (ms * Millisecond), Trace, "b000000000000001");

    public static CapturedMetric Counter(string name, string unit, params CapturedPoint[] points) =>
        new(Shop, name, unit, CapturedMetricKind.Sum) { IsMonotonic = true, Temporality = CapturedTemporality.Cumulative, Points = points };

    public static CapturedMetric Histogram(string name, string unit, params CapturedPoint[] points) =>
        new(Shop, name, unit, CapturedMetricKind.Histogram) { Temporality = CapturedTemporality.Cumulative, Points = points };

    public static CapturedPoint Point(long ms, double value, params (string Name, object Value)[] attributes) =>
        new(Start, Start + (ms * Millisecond)) { Value = value, Attributes = Attributes(attributes) };

    public static Dictionary<string, CapturedValue> Attributes((string Name, object Value)[] attributes) => attributes.ToDictionary(a => a.Name, a => a.Value switch
    {
        long number => CapturedValue.Of(number),
        double number => CapturedValue.Of(number),
        bool value => CapturedValue.Of(value),
        var text => CapturedValue.Of((string)text),
    });
}
