using Upshot.Instrument.Plans;

namespace Upshot.Instrument.Health;

/// <summary>Counts what leaves the process, and judges it when asked.</summary>
internal sealed class TelemetryHealth(TimeProvider time, IReadOnlyList<string> critical)
{
    public ExportCounts Traces { get; } = new(time);
    public ExportCounts Metrics { get; } = new(time);
    public ExportCounts Logs { get; } = new(time);
    public OperationExports Operations { get; } = new(time, critical);

    /// <summary>Signals that are not simply on.</summary>
    public Func<IReadOnlyList<StageReport>> Stages { get; set; } = static () => [];

    public HealthReport Report()
    {
        var (now, traces, metrics, logs, operations) = (time.GetUtcNow(), Traces.Report(), Metrics.Report(), Logs.Report(), Operations.Report());
        IReadOnlyList<string> reasons =
        [
            .. HealthJudgement.Of("traces", traces, now),
            .. HealthJudgement.Of("metrics", metrics, now),
            .. HealthJudgement.Of("logs", logs, now),
            .. operations.SelectMany(o => HealthJudgement.Of(o, now)),
        ];
        return new(reasons.Count == 0 ? "healthy" : "degraded", reasons, now, traces, metrics, logs, operations, Stages(), new SortedDictionary<string, long>(SharedState.LeftOut.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));
    }
}
