using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Answers.Comparisons;

/// <summary>Outcomes of an operation: those that are divided by its requests, and those that a release names there.</summary>
internal static class OutcomeSearch
{
    public static IReadOnlyList<Outcome> Of(ProductPlan plan, ReleasePlan? planned, string operation) =>
        [.. plan.Outcomes.Where(o => o.Per == operation
            || planned?.Expected.Any(e => e.Operation == operation && e.Outcome == o.Name) == true
            || planned?.Guardrails.Any(g => g.Operation == operation && g.Outcome == o.Name) == true)];

    public static OutcomeDefinition Definition(Outcome outcome) => new(outcome.Name, outcome.Measure, outcome.Per.Length > 0, outcome.Direction != "down", outcome.Unit);

    public static async Task<ComparisonEvidence> WithAsync(AnswerService asked, ComparisonEvidence evidence, ComparedOperation operation, IReadOnlyList<Outcome> outcomes, CancellationToken cancellation)
    {
        var design = VersionComparison.DesignOf(evidence.Baseline, evidence.Candidate);
        if (outcomes.Count == 0 || design == ComparisonDesign.None || Windows() is not { } windows)
        {
            return evidence;
        }

        var (before, after) = (Within(evidence.Baseline.Replicates, windows.Before), Within(evidence.Candidate.Replicates, windows.After));
        var found = new Dictionary<string, OutcomeEvidence>();
        foreach (var outcome in outcomes)
        {
            if (asked.Plan.Signals.FirstOrDefault(s => s.Name == outcome.Signal || s.Id == outcome.Signal) is { } signal)
            {
                var search = new SignalRows(asked, signal, operation.Environment, design == ComparisonDesign.OneAfterTheOther);
                found[outcome.Name] = new(
                    await search.OfAsync(operation.Baseline, windows.Before, before, cancellation), await search.OfAsync(operation.Candidate, windows.After, after, cancellation), before.Sum(r => r.Count), after.Sum(r => r.Count))
                {
                    BaselineDesignEffect = SampledArms.DesignEffect(evidence.Baseline),
                    CandidateDesignEffect = SampledArms.DesignEffect(evidence.Candidate),
                    Earlier = await search.EarlierAsync(evidence.Earlier, cancellation),
                    Past = design == ComparisonDesign.OneAfterTheOther ? new(windows.Before, windows.After, await search.PastAsync(evidence.Past, cancellation)) : null,
                };
            }
        }

        return evidence with { Outcomes = found };

        // Side by side the time in which both ran, whole.
        (TimeRange Before, TimeRange After)? Windows()
        {
            if (design == ComparisonDesign.OneAfterTheOther)
            {
                return VersionComparison.WindowsOf(evidence);
            }

            var both = new TimeRange(ComparedTime.Later(First(evidence.Baseline), First(evidence.Candidate)), ComparedTime.Earlier(Last(evidence.Baseline), Last(evidence.Candidate)));
            return (both, both);
        }
    }

    private static List<ReplicateEvidence> Within(IReadOnlyList<ReplicateEvidence> rows, TimeRange range) => [.. rows.Where(r => r.Start >= range.From && r.Start < range.To)];

    private static DateTimeOffset First(ArmEvidence arm) => arm.Replicates.Min(r => r.Start);

    private static DateTimeOffset Last(ArmEvidence arm) => arm.Replicates.Max(r => r.Start + r.Length);
}
