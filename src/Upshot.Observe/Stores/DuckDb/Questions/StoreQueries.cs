using Upshot.Evidence;
using Upshot.Observe.State;
using Upshot.Observe.Stores.DuckDb.Questions.Translation;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>
/// The questions that the store answers. Each carries its range and its limit, and sees everything that was accepted
/// before it was asked.
/// </summary>
public sealed class StoreQueries
{
    private readonly Catalog _catalog;
    private readonly ReleaseTable _releases;
    private readonly RolloutTable _rollout;
    private readonly StoreState _state;
    private readonly StoreHealth _health;
    private readonly SchemaTranslator _translator;

    internal StoreQueries(Catalog catalog, OperationalState operational, StoreState state, StoreHealth health, SchemaTranslator translator) =>
        (_catalog, _releases, _rollout, _state, _health, _translator) = (catalog, new(operational), new(operational), state, health, translator);

    /// <summary>What was stored and is in no answer. Ask after an answer: it may have found something to be missing.</summary>
    public IReadOnlyList<MissingRows> Missing => _health.Missing;

    /// <summary>
    /// Good and total events of an objective by minute, in order. Minutes counted under another target are counted again
    /// from the rollups' histograms, within their error.
    /// </summary>
    public IReadOnlyList<MinuteCount> Counts(Objective objective, TimeRange range) =>
        ObjectiveQuestion.Answer(AskingRollups, objective, range);

    /// <summary>What each process instance of a version did with an operation, in blocks of time.</summary>
    public ArmEvidence Arm(string operation, string version, TimeRange range, TimeSpan block) =>
        ArmQuestion.Answer(AskingRollups, operation, version, range, block);

    /// <summary>Traces of an operation as one version ran it, from its entry span down: a random sample, the same for the same seed.</summary>
    public IReadOnlyList<TraceEvidence> Traces(string operation, string version, TimeRange range, int limit, int seed = 0) =>
        TraceQuestion.Sample(Asking, operation, version, range, limit, seed);

    /// <summary>A whole trace; null when no span of it is here.</summary>
    /// <param name="traceId">32 hex digits.</param>
    public TraceEvidence? Trace(string traceId, int limit = 50_000) => TraceQuestion.ById(Asking, traceId, limit);

    /// <summary>All attributes and events of a trace's spans.</summary>
    public IReadOnlyList<SpanDetail> SpanDetails(string traceId, int limit = 1000) => SpanDetailQuestion.Answer(Asking, traceId, limit);

    /// <summary>Traces that somebody looks for, by entry span or root.</summary>
    public IReadOnlyList<TraceFound> Search(TraceSearch search) => TraceSearchQuestion.Answer(Asking, search);

    /// <summary>Versions that answered requests, latest first.</summary>
    public IReadOnlyList<VersionSeen> Versions(TimeRange range, int limit = 1000) => VersionQuestion.Answer(AskingRollups, range, limit);

    /// <summary>What was requested, by service and route, busiest first; latencies from the rollups' histograms.</summary>
    public IReadOnlyList<RouteSeen> Routes(TimeRange range, int limit = 1000) => RouteQuestion.Answer(AskingRollups, range, limit);

    /// <summary>When an operation was first and last requested from a version; null when never.</summary>
    public TimeRange? Activity(string operation, string version, TimeRange range) => VersionQuestion.Activity(AskingRollups, operation, version, range);

    /// <summary>How many spans, logs, metric points and bytes there are.</summary>
    public StoreSize Size() => StoreSize.Of(_state, Missing);

    /// <summary>
    /// SQL over the documented views, run in this process: for callers who know what they ask. What strangers ask goes to
    /// <see cref="AdHoc.AdHocQueries"/>.
    /// </summary>
    /// <exception cref="QueryException">The query is wrong, does more than read, or reached a limit.</exception>
    public SqlAnswer Sql(string sql, SqlLimits limits, CancellationToken cancellation = default)
    {
        using var asked = AskingRollups();
        foreach (var clock in Views.Clock)
        {
            Catalog.Execute(asked.Connection, clock);
        }

        var definitions = Views.Definitions(_translator, asked.Stored);
        foreach (var view in AdHoc.StatementGuard.Check(asked.Connection, sql))
        {
            Catalog.Execute(asked.Connection, $"CREATE OR REPLACE TEMP VIEW {view} AS {definitions[view.ToLowerInvariant()]}");
        }

        var rows = new CollectedRows();
        var cut = AdHocSql.Run(asked.Connection, sql, limits, rows, cancellation);
        return new(rows.Columns, rows.Rows, cut) { Missing = Missing };
    }

    public IReadOnlyList<ReleaseRecord> Releases() => _releases.All();

    /// <exception cref="StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Announce(ReleaseRecord release) => _releases.Add(release);

    /// <summary>Stages of signals that were set at run time, the latest of each signal.</summary>
    public IReadOnlyList<RolloutChange> RolloutChanges() => _rollout.Latest();

    /// <exception cref="StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Change(RolloutChange change) => _rollout.Add(change);

    /// <summary>What each process sent of a signal, and in all; of the services that sent it.</summary>
    public IReadOnlyList<SignalUse> Use(Signal signal, TimeRange range) => SignalUseQuestion.Answer(Asking, signal, range);

    /// <summary>How long the spans of a signal took, by the signal's version; empty for signals of other kinds.</summary>
    public IReadOnlyList<SignalValues> Values(Signal signal, TimeRange range) => SignalUseQuestion.Values(Asking, signal, range);

    private QuerySession Asking() => new(_catalog, _state.Take(), _translator);

    /// <summary>What was counted is copied with the snapshot, so that it is of the same moment; a question about spans needs no copy.</summary>
    private QuerySession AskingRollups() => new(_catalog, _state.Take(withRollups: true), _translator);
}
