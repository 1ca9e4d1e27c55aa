using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Journeys;

/// <summary>A journey of four steps, and traces of it in few words.</summary>
internal static class JourneyTraces
{
    private static readonly SourceLocation s_nowhere = new("upshot.yaml", 1, 1);

    public static DateTimeOffset Noon { get; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static Journey Buying { get; } = new("buying", s_nowhere)
    {
        Operation = "buy",
        Steps = [Step("order", null, "orders"), Step("risk", "order"), Step("payment", "order", latency: TimeSpan.FromMilliseconds(100)), Step("mail", null)],
    };

    public static JourneyStep Step(string name, string? under, string? service = null, TimeSpan? latency = null) =>
        new(name, new SpanSelector { Span = name, Service = service }, under, latency, s_nowhere);

    public static OperationSpan Span(string id, string parent, string name, string service = "shop", int at = 0, int millis = 10, bool isError = false, string kind = "internal", double weight = 1, string environment = "") => new(
        new(id, parent, service, name, kind, ((Noon.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100) + (at * 1_000_000L), millis * 1_000_000L, isError), name == "buy" ? "buy" : "", environment, weight);

    /// <summary>Entry, then the steps as they should be, with a client span between.</summary>
    public static OperationSpan[] Whole() =>
    [
        Span("1", "", "buy", kind: "server", millis: 300),
        Span("2", "1", "POST", at: 1, kind: "client"),
        Span("3", "2", "order", "orders", at: 2, kind: "server"),
        Span("4", "3", "risk", at: 3),
        Span("5", "3", "payment", at: 4, millis: 90),
        Span("6", "1", "mail", at: 5),
    ];

    public static OperationTrace Trace(params IEnumerable<OperationSpan> spans) => new("t", [.. spans]);

    public static TimeRange Minute { get; } = new(Noon, Noon.AddMinutes(1));
}
