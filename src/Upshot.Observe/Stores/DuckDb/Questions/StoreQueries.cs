using Upshot.Observe.Stores.DuckDb.Questions.Calls;
using Upshot.Observe.Stores.DuckDb.Questions.Counts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>How DuckDB answers what <see cref="ITelemetryStore"/> can be asked, and SQL. Each answer is of one snapshot.</summary>
public sealed class StoreQueries
{
    private readonly Catalog _catalog;
    private readonly StoreState _state;
    private readonly StoreHealth _health;
    private readonly CountMemory _objectives, _requests;
    private readonly RouteMemory _routes;
    private readonly CallMemory _calls = new();

    internal StoreQueries(Catalog catalog, StoreState state, StoreHealth health) =>
        (_catalog, _state, _health, _objectives, _requests, _routes) = (catalog, state, health, new(catalog, CountTable.Objectives), new(catalog, CountTable.Requests), new(catalog));

    /// <summary>What was stored and is in no answer. Ask after an answer: it may have found something to be missing.</summary>
    public IReadOnlyList<MissingRows> Missing => _health.Missing;

    /// <exception cref="NotSupportedException">A question that this store does not know.</exception>
    internal T Answer<T>(Question<T> question, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(question.Limit);
        cancellation.ThrowIfCancellationRequested();
        if (question is SizeQuestion)
        {
            return (T)(object)SizeAnswer.Of(_state, Missing);
        }

        using var session = Session(IsOfRollups(question), cancellation);
        return (T)Dispatch(session, question)!;
    }

    private object? Dispatch(QuerySession session, object question) => question switch
    {
        ObjectiveQuestion asked => ObjectiveAnswer.Of(session, asked),
        BlockQuestion asked => BlockAnswer.Of(session, asked),
        LifeQuestion asked => LifeAnswer.Of(session, asked),
        OutcomeQuestion asked => OutcomeAnswer.Of(session, asked),
        SamplingQuestion asked => SamplingAnswer.Of(session, asked),
        ReleaseSplitQuestion asked => SplitAnswer.Of(session, asked),
        VariantSplitQuestion asked => SplitAnswer.Of(session, asked),
        SignalSeriesQuestion asked => OutcomeAnswer.Series(session, asked),
        EvaluationQuestion asked => EvaluationAnswer.Of(session, asked),
        FlagQuestion asked => FlagAnswer.Of(session, asked),
        WindowQuestion asked => WindowAnswer.Of(session, asked),
        TrafficQuestion asked => TrafficAnswer.Of(session, asked),
        VersionQuestion asked => VersionAnswer.Of(session, asked),
        RouteQuestion asked => RouteAnswer.Of(session, asked),
        ProcessQuestion asked => ProcessAnswer.Of(session, asked),
        EntrySpanQuestion asked => EntrySpanAnswer.Of(session, asked),
        RecordQuestion asked => RecordAnswer.Of(session, asked),
        TraceQuestion asked => TraceAnswer.ById(session, asked),
        OperationTraceQuestion asked => TraceAnswer.OfOperation(session, asked),
        TraceSampleQuestion asked => TraceAnswer.Sample(session, asked),
        TraceSearch asked => TraceSearchAnswer.Of(session, asked),
        SpanSearch asked => RecordSearchAnswer.Of(session, asked),
        LogSearch asked => RecordSearchAnswer.Of(session, asked),
        RecordSummaryQuestion asked => RecordSummaryAnswer.Of(session, asked),
        MetricNameQuestion asked => MetricAnswer.Of(session, asked),
        MetricPointQuestion asked => MetricAnswer.Of(session, asked),
        CallQuestion asked => CallAnswer.Of(session, _calls, asked),
        SpanDetailQuestion asked => SpanDetailAnswer.Of(session, asked),
        CostQuestion asked => CostAnswer.Of(session, asked),
        SignalUseQuestion asked => SignalAnswer.Use(session, asked),
        SignalValuesQuestion asked => SignalAnswer.Values(session, asked),
        _ => throw new NotSupportedException($"The embedded store cannot be asked {question.GetType().Name}."),
    };

    // What was counted is copied with the snapshot, so that it is of the same moment; a question about spans needs no copy.
    private static bool IsOfRollups(object question) => question is ObjectiveQuestion or ReleaseSplitQuestion or WindowQuestion or BlockQuestion or TrafficQuestion or LifeQuestion or VersionQuestion or RouteQuestion or ProcessQuestion or CostQuestion;

    /// <summary>
    /// SQL over the documented views, run in this process: for callers who know what they ask. What strangers ask goes to
    /// <see cref="AdHoc.AdHocQueries"/>.
    /// </summary>
    /// <exception cref="QueryException">The query is wrong, does more than read, or reached a limit.</exception>
    public SqlAnswer Sql(string sql, SqlLimits limits, CancellationToken cancellation = default)
    {
        using var asked = Session(withRollups: true, cancellation);
        foreach (var clock in Views.Clock)
        {
            Catalog.Execute(asked.Connection, clock);
        }

        var definitions = Views.Definitions(asked.Translator, asked.Stored);
        foreach (var view in AdHoc.StatementGuard.Check(asked.Connection, sql))
        {
            Catalog.Execute(asked.Connection, $"CREATE OR REPLACE TEMP VIEW {view} AS {definitions[view.ToLowerInvariant()]}");
        }

        var rows = new CollectedRows();
        var cut = AdHocSql.Run(asked.Connection, sql, limits, rows, cancellation);
        return new(rows.Columns, rows.Rows, cut) { Missing = Missing };
    }

    internal QuerySession Session(bool withRollups, CancellationToken cancellation) => new(_catalog, _state.Take(withRollups: withRollups), _objectives, _requests, _routes, cancellation);
}
