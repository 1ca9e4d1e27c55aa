using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>Questions as tests write them, answered while they wait.</summary>
internal static class StoreQuestions
{
    public static T Ask<T>(this ITelemetryStore store, Question<T> question) => store.AskAsync(question, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static IReadOnlyList<MinuteCount> Counts(this ITelemetryStore store, Objective objective, TimeRange range) => store.Ask(new ObjectiveQuestion([objective], range))[0].Minutes;

    public static ArmEvidence Arm(this ITelemetryStore store, string operation, string version, TimeRange range, TimeSpan block) => store.Ask(new BlockQuestion([new(null, null, operation, version, range, block)]))[0];

    public static IReadOnlyList<TraceEvidence> Traces(this ITelemetryStore store, string operation, string version, TimeRange range, int limit, int seed = 0) =>
        store.Ask(new TraceSampleQuestion(operation, version, range, limit, seed));

    public static TraceEvidence? Trace(this ITelemetryStore store, string traceId) => store.Ask(new TraceQuestion(traceId));

    public static IReadOnlyList<SpanDetail> SpanDetails(this ITelemetryStore store, string traceId) => store.Ask(new SpanDetailQuestion(traceId));

    public static IReadOnlyList<TraceFound> Search(this ITelemetryStore store, TraceSearch search) => store.Ask(search);

    public static IReadOnlyList<VersionSeen> Versions(this ITelemetryStore store, TimeRange range) => store.Ask(new VersionQuestion(range));

    public static IReadOnlyList<RouteSeen> Routes(this ITelemetryStore store, TimeRange range) => store.Ask(new RouteQuestion(range));

    public static IReadOnlyList<SignalUse> Use(this ITelemetryStore store, Signal signal, TimeRange range) => store.Ask(new SignalUseQuestion(signal, range));

    public static IReadOnlyList<SignalValues> Values(this ITelemetryStore store, Signal signal, TimeRange range) => store.Ask(new SignalValuesQuestion(signal, range));

    public static StoreSize Size(this ITelemetryStore store) => store.Ask(new SizeQuestion());
}
