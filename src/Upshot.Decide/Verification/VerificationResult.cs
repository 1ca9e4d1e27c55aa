using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>What verification found.</summary>
/// <param name="Problems">Errors first, then by place.</param>
/// <param name="Suppressed">Problems that a suppression covers; they fail nothing.</param>
public sealed record VerificationResult(IReadOnlyList<VerificationProblem> Problems, IReadOnlyList<VerificationProblem> Suppressed, Coverage Coverage, EmissionCounts Counts)
{
    public int Errors => Problems.Count(p => p.Severity == Severity.Error);

    public int Warnings => Problems.Count - Errors;

    /// <summary>Nothing was found wrong, and something was seen.</summary>
    public bool IsVerified => Errors == 0;

    /// <summary>All that is wrong is that too little happened to judge by.</summary>
    public bool LacksEvidence => Errors > 0 && Problems.Where(p => p.Severity == Severity.Error).All(p => p.Check is SilenceCheck.Nothing or SilenceCheck.Operation);
}

/// <summary>How much was emitted.</summary>
public sealed record EmissionCounts(int Services, int Traces, int Spans, int MetricPoints, int Logs, long Bytes)
{
    public static EmissionCounts Of(Emission emission) => new(
        Origins(emission).Select(o => o.Service).Distinct().Count(),
        emission.Spans.Select(s => s.TraceId).Distinct().Count(),
        emission.Spans.Count,
        emission.Metrics.Sum(m => m.Points.Count),
        emission.Logs.Count,
        emission.SpanBytes + emission.MetricBytes + emission.LogBytes);

    internal static IEnumerable<EmissionOrigin> Origins(Emission emission) =>
        emission.Spans.Select(s => s.Origin).Concat(emission.Metrics.Select(m => m.Origin)).Concat(emission.Logs.Select(l => l.Origin)).Distinct();
}
