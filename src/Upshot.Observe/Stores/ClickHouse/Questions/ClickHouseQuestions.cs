using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>How ClickHouse answers what <see cref="ITelemetryStore"/> can be asked.</summary>
internal static class ClickHouseQuestions
{
    /// <exception cref="NotSupportedException">A question that this store does not know.</exception>
    public static async Task<object?> AnswerAsync(ClickHouseSession session, object question) => question switch
    {
        ObjectiveQuestion asked => await ObjectiveAnswer.OfAsync(session, asked),
        WindowQuestion asked => await WindowAnswer.OfAsync(session, asked),
        BlockQuestion asked => await BlockAnswer.OfAsync(session, asked),
        TrafficQuestion asked => await TrafficAnswer.OfAsync(session, asked),
        RouteQuestion asked => await RollupAnswers.RoutesAsync(session, asked),
        ProcessQuestion asked => await RollupAnswers.ProcessesAsync(session, asked),
        EntrySpanQuestion asked => await EntrySpanAnswer.OfAsync(session, asked),
        RecordQuestion asked => await RecordAnswer.OfAsync(session, asked),
        VersionQuestion asked => await RollupAnswers.VersionsAsync(session, asked),
        LifeQuestion asked => await RollupAnswers.LivesAsync(session, asked),
        OutcomeQuestion asked => await OutcomeAnswer.OfAsync(session, asked),
        SamplingQuestion asked => await SamplingAnswer.OfAsync(session, asked),
        ReleaseSplitQuestion asked => await SplitAnswer.OfAsync(session, asked),
        VariantSplitQuestion asked => await SplitAnswer.OfAsync(session, asked),
        SignalSeriesQuestion asked => await OutcomeAnswer.SeriesAsync(session, asked),
        EvaluationQuestion asked => await EvaluationAnswer.OfAsync(session, asked),
        FlagQuestion asked => await FlagAnswer.OfAsync(session, asked),
        TraceQuestion asked => await TraceAnswer.ByIdAsync(session, asked),
        OperationTraceQuestion asked => await TraceAnswer.OfOperationAsync(session, asked),
        TraceSampleQuestion asked => await TraceAnswer.SampleAsync(session, asked),
        TraceSearch asked => await TraceSearchAnswer.OfAsync(session, asked),
        SpanSearch asked => await RecordSearchAnswer.OfAsync(session, asked),
        LogSearch asked => await RecordSearchAnswer.OfAsync(session, asked),
        RecordSummaryQuestion asked => await RecordSummaryAnswer.OfAsync(session, asked),
        MetricNameQuestion asked => await MetricAnswer.OfAsync(session, asked),
        MetricPointQuestion asked => await MetricAnswer.OfAsync(session, asked),
        CallQuestion asked => await CallAnswer.OfAsync(session, asked),
        SpanDetailQuestion asked => await SpanDetailAnswer.OfAsync(session, asked),
        CostQuestion asked => await CostAnswer.OfAsync(session, asked),
        SignalUseQuestion asked => await SignalAnswer.UseAsync(session, asked),
        SignalValuesQuestion asked => await SignalAnswer.ValuesAsync(session, asked),
        _ => throw new NotSupportedException($"ClickHouse cannot be asked {question.GetType().Name}."),
    };
}
