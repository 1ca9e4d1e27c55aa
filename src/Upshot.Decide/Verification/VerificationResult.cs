using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>What verification found.</summary>
/// <param name="Problems">Errors first, then by place.</param>
/// <param name="Suppressed">Problems that a suppression covers; they fail nothing.</param>
public sealed record VerificationResult(IReadOnlyList<VerificationProblem> Problems, IReadOnlyList<VerificationProblem> Suppressed, Coverage Coverage, CapturedCounts Counts)
{
    public int Errors => Problems.Count(p => p.Severity == Severity.Error);

    public int Warnings => Problems.Count - Errors;

    /// <summary>Nothing was found wrong, and something was seen.</summary>
    public bool IsVerified => Errors == 0;

    /// <summary>All that is wrong is that too little happened to judge by.</summary>
    public bool LacksEvidence => Errors > 0 && Problems.Where(p => p.Severity == Severity.Error).All(p => p.Check is SilenceCheck.Nothing or SilenceCheck.Operation);
}

/// <summary>How much was emitted.</summary>
public sealed record CapturedCounts(int Services, int Traces, int Spans, int MetricPoints, int Logs, long Bytes)
{
    public static CapturedCounts Of(CapturedTelemetry captured) => new(
        Origins(captured).Select(o => o.Service).Distinct().Count(),
        captured.Spans.Select(s => s.TraceId).Distinct().Count(),
        captured.Spans.Count,
        captured.Metrics.Sum(m => m.Points.Count),
        captured.Logs.Count,
        captured.SpanBytes + captured.MetricBytes + captured.LogBytes);

    internal static IEnumerable<TelemetryOrigin> Origins(CapturedTelemetry captured) =>
        captured.Spans.Select(s => s.Origin).Concat(captured.Metrics.Select(m => m.Origin)).Concat(captured.Logs.Select(l => l.Origin)).Distinct();
}
