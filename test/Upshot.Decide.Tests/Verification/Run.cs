using Upshot.Decide.Verification;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Verification;

/// <summary>What a run of the small shop emits: everything right, until a test changes something.</summary>
internal static class Run
{
    public const long Start = 1_700_000_000_000_000_000;
    public const long Millisecond = 1_000_000;
    public const string Trace = "0af7651916cd43dd8448eb211c80319c";

    public static readonly EmissionOrigin Front = new("front", "1", "f1", "front", new("Microsoft.AspNetCore", "", ""));
    public static readonly EmissionOrigin FrontClient = Front with { Scope = new("System.Net.Http", "", "") };
    public static readonly EmissionOrigin Back = new("back", "1", "b1", "back", new("Microsoft.AspNetCore", "", ""));
    public static readonly EmissionOrigin Shop = Back with { Scope = new("shop", "1", "") };

    public static Emission Good { get; } = new()
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
            Histogram("shop.order.duration", "s", new EmittedPoint(Start, Start + (1000 * Millisecond)) { Count = 1, Sum = 0.1, Min = 0.1, Max = 0.1 }),
        ],
        Logs = [Event("shop.reserved", 30), Event("shop.placed", 60)],
        SpanBytes = 2000,
        LogBytes = 500,
        MetricBytes = 500,
        Requests = 3,
    };

    public static VerificationResult Verify(Emission emission, VerificationOptions? options = null) => EmissionVerification.Verify(ShopPlan.Plan, emission, options ?? new());

    /// <summary>The one problem that a changed run has.</summary>
    public static VerificationProblem TheProblem(Emission emission, VerificationOptions? options = null) => Assert.Single(Verify(emission, options).Problems);

    /// <summary>Check ids, each once.</summary>
    public static IReadOnlyList<string> Checks(Emission emission, VerificationOptions? options = null) => [.. Verify(emission, options).Problems.Select(p => p.Check).Distinct().Order(StringComparer.Ordinal)];

    public static Emission Pay(Func<EmittedSpan, EmittedSpan> change) => Spans(span => span.Name == "shop.pay" ? change(span) : span);

    public static Emission PayAttribute(string name, EmittedValue? value) => Pay(span => span with { Attributes = Set(span.Attributes, name, value) });

    public static Emission Spans(Func<EmittedSpan, EmittedSpan> change) => Good with { Spans = [.. Good.Spans.Select(change)] };

    public static Emission Metrics(string name, Func<EmittedMetric, EmittedMetric> change) => Good with { Metrics = [.. Good.Metrics.Select(m => m.Name == name ? change(m) : m)] };

    public static Emission Logs(string name, Func<EmittedLog, EmittedLog> change) => Good with { Logs = [.. Good.Logs.Select(l => l.EventName == name ? change(l) : l)] };

    public static IReadOnlyDictionary<string, EmittedValue> Set(IReadOnlyDictionary<string, EmittedValue> attributes, string name, EmittedValue? value)
    {
        var changed = attributes.Where(a => a.Key != name).ToDictionary();
        if (value is not null)
        {
            changed[name] = value;
        }

        return changed;
    }

    public static EmittedSpan Span(EmissionOrigin origin, string id, string parent, string name, string kind, long fromMs, long toMs, params (string Name, object Value)[] attributes) =>
        new(origin, Trace, id, parent, name, kind, Start + (fromMs * Millisecond), Start + (toMs * Millisecond)) { Attributes = Attributes(attributes) };

    public static EmittedLog Event(string name, long ms) => new(Shop, name, EmittedValue.Of(name), 9, Start + (ms * Millisecond), Trace, "b000000000000001");

    public static EmittedMetric Counter(string name, string unit, params EmittedPoint[] points) =>
        new(Shop, name, unit, EmittedMetricKind.Sum) { IsMonotonic = true, Temporality = EmittedTemporality.Cumulative, Points = points };

    public static EmittedMetric Histogram(string name, string unit, params EmittedPoint[] points) =>
        new(Shop, name, unit, EmittedMetricKind.Histogram) { Temporality = EmittedTemporality.Cumulative, Points = points };

    public static EmittedPoint Point(long ms, double value, params (string Name, object Value)[] attributes) =>
        new(Start, Start + (ms * Millisecond)) { Value = value, Attributes = Attributes(attributes) };

    public static Dictionary<string, EmittedValue> Attributes((string Name, object Value)[] attributes) => attributes.ToDictionary(a => a.Name, a => a.Value switch
    {
        long number => EmittedValue.Of(number),
        double number => EmittedValue.Of(number),
        bool value => EmittedValue.Of(value),
        var text => EmittedValue.Of((string)text),
    });
}
