using System.Globalization;
using DuckDB.NET.Data;
using Upshot.Evidence;
using Upshot.Observe.Query.Translation;
using Upshot.Observe.Store;
using Upshot.Plan;

namespace Upshot.Observe.Query;

/// <summary>
/// The questions that the store answers. Each carries its range and its limit, and sees everything that was accepted
/// before it was asked.
/// </summary>
public sealed class StoreQueries
{
    private readonly Catalog _catalog;
    private readonly StoreState _state;
    private readonly SchemaTranslator _translator;

    internal StoreQueries(Catalog catalog, StoreState state, SchemaTranslator translator) => (_catalog, _state, _translator) = (catalog, state, translator);

    /// <summary>
    /// Good and total events of an objective by minute, in order. Minutes counted under another target are counted again
    /// from the rollups' histograms, within their error.
    /// </summary>
    public IReadOnlyList<MinuteCount> Counts(Objective objective, TimeRange range) =>
        ObjectiveQuestion.Answer(Asking, objective, range);

    /// <summary>What each process instance of a version did with an operation, in blocks of time.</summary>
    public ArmEvidence Arm(string operation, string version, TimeRange range, TimeSpan block) =>
        ArmQuestion.Answer(Asking, operation, version, range, block);

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
    public IReadOnlyList<VersionSeen> Versions(TimeRange range, int limit = 1000) => VersionQuestion.Answer(Asking, range, limit);

    /// <summary>What was requested, by service and route, busiest first; latencies from the rollups' histograms.</summary>
    public IReadOnlyList<RouteSeen> Routes(TimeRange range, int limit = 1000) => RouteQuestion.Answer(Asking, range, limit);

    /// <summary>When an operation was first and last requested from a version; null when never.</summary>
    public TimeRange? Activity(string operation, string version, TimeRange range) => VersionQuestion.Activity(Asking, operation, version, range);

    /// <summary>How many spans, logs, metric points and bytes there are.</summary>
    public StoreSize Size() => StoreSize.Of(_state);

    /// <summary>
    /// SQL over the documented views, run in this process: for callers who know what they ask. What strangers ask goes to
    /// <see cref="AdHoc.AdHocQueries"/>.
    /// </summary>
    /// <exception cref="QueryException">The query is wrong, does more than read, or reached a limit.</exception>
    public SqlAnswer Sql(string sql, SqlLimits limits, CancellationToken cancellation = default)
    {
        using var asked = Asking();
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
        return new(rows.Columns, rows.Rows, cut);
    }

    public IReadOnlyList<ReleaseRecord> Releases() => _catalog.Read(
        "SELECT version, commit_id, environment, started_at, plan_digest FROM releases ORDER BY started_at",
        r => new ReleaseRecord(r.GetString(0), r.GetString(1), r.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3)), r.GetString(4)));

    /// <exception cref="StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Announce(ReleaseRecord release)
    {
        try
        {
            _catalog.Execute(
                $"INSERT INTO releases VALUES ({Store.Sql.Text(release.Version)}, {Store.Sql.Text(release.Commit)}, {Store.Sql.Text(release.Environment)}, {release.StartedAt.ToUnixTimeMilliseconds()}, {Store.Sql.Text(release.PlanDigest)})");
        }
        catch (DuckDBException e)
        {
            throw new StoreException($"The release cannot be saved now: {e.Message} Make room or correct the permissions, then announce it again.", e);
        }
    }

    /// <summary>Stages of signals that were set at run time, the latest of each signal.</summary>
    public IReadOnlyList<RolloutChange> RolloutChanges() => _catalog.Read(
        "SELECT signal, arg_max(stage, changed_at), arg_max(share, changed_at), max(changed_at) FROM rollout_changes GROUP BY signal ORDER BY signal",
        r => new RolloutChange(r.GetString(0), r.GetString(1), r.GetDouble(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3))));

    public void Change(RolloutChange change) => _catalog.Execute(string.Create(
        CultureInfo.InvariantCulture,
        $"INSERT INTO rollout_changes VALUES ({Store.Sql.Text(change.Signal)}, {Store.Sql.Text(change.Stage)}, {change.Share:R}, {change.ChangedAt.ToUnixTimeMilliseconds()})"));

    /// <summary>What each process sent of a signal, and in all; of the services that sent it.</summary>
    public IReadOnlyList<SignalUse> Use(Signal signal, TimeRange range) => SignalUseQuestion.Answer(Asking, signal, range);

    /// <summary>How long the spans of a signal took, by the signal's version; empty for signals of other kinds.</summary>
    public IReadOnlyList<SignalValues> Values(Signal signal, TimeRange range) => SignalUseQuestion.Values(Asking, signal, range);

    private Asked Asking() => new(_catalog, _state.Take(), _translator);
}
