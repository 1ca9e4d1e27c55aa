namespace Upshot.Instrument.Health;

/// <summary>Is this process's telemetry leaving it?</summary>
/// <param name="Status">healthy or degraded.</param>
/// <param name="Reasons">Why it is degraded, each with what to do; empty when it is healthy.</param>
/// <param name="LeftOut">What generated code could not take, by name and reason, and how often.</param>
internal sealed record HealthReport(
    string Status,
    IReadOnlyList<string> Reasons,
    DateTimeOffset At,
    ExportReport Traces,
    ExportReport Metrics,
    ExportReport Logs,
    IReadOnlyList<OperationReport> Operations,
    IReadOnlyList<StageReport> Rollout,
    IReadOnlyDictionary<string, long> LeftOut);

/// <param name="Taken">Items that ended or were collected; those that are neither exported, failed nor dropped wait in the queue.</param>
/// <param name="Failed">Items that the server did not take.</param>
/// <param name="Dropped">Items for which the queue had no place.</param>
internal sealed record ExportReport(
    long Taken, long Exported, long Failed, long Dropped, long Waiting, DateTimeOffset? LastSuccess, DateTimeOffset? LastFailure, DateTimeOffset? LastDrop, DateTimeOffset? WaitingSince);

/// <summary>When a span, by its signal or its source and name, last ended and was last exported.</summary>
internal sealed record OperationReport(string Name, bool Critical, DateTimeOffset? LastEnded, DateTimeOffset? LastExported);

/// <summary>Whether this process emits a signal that is not simply on.</summary>
internal sealed record StageReport(string Signal, string Stage, double Share, bool Emitted);
