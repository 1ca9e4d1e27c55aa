using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Holds what was emitted against the plan.</summary>
public static class TelemetryVerification
{
    /// <summary>How many examples of one problem are looked at for its evidence; the others are counted.</summary>
    private const int MostProblems = 500;

    public static VerificationResult Verify(ProductPlan plan, CapturedTelemetry captured, VerificationOptions options)
    {
        var seen = new MatchedTelemetry(plan, captured, options);
        var coverage = Coverage.Of(seen);
        var found = captured.IsEmpty
            ? [.. SilenceCheck.FindNothing(seen), .. TransportCheck.Find(seen)]
            : Merge(Checks.All.SelectMany(check => check.Find(seen)).Concat(CoverageCheck.Find(seen, coverage)));
        var (open, suppressed) = Suppressed.Apply(found, options);
        return new([.. Sorted(open).Take(MostProblems)], [.. Sorted(suppressed)], coverage, CapturedCounts.Of(captured));
    }

    /// <summary>The same problem a thousand times is one problem, with its first evidence.</summary>
    private static List<VerificationProblem> Merge(IEnumerable<VerificationProblem> problems) =>
        [.. problems.GroupBy(p => p.Key).Select(same => same.First() with { Count = same.Sum(p => p.Count) })];

    private static IOrderedEnumerable<VerificationProblem> Sorted(IEnumerable<VerificationProblem> problems) => problems
        .OrderBy(p => p.Severity)
        .ThenBy(p => p.Where.Service, StringComparer.Ordinal)
        .ThenBy(p => p.Where.Signal, StringComparer.Ordinal)
        .ThenBy(p => p.Check, StringComparer.Ordinal)
        .ThenBy(p => p.Where.Attribute, StringComparer.Ordinal)
        .ThenBy(p => p.Message, StringComparer.Ordinal);
}
