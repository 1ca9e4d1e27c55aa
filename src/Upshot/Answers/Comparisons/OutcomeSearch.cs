using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers.Comparisons;

/// <summary>Outcomes of an operation: those that are divided by its requests, and those that a release names there.</summary>
internal static class OutcomeSearch
{
    /// <summary>What is counted is sent a while later.</summary>
    private static readonly TimeSpan Sent = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<Outcome> Of(ProductPlan plan, ReleasePlan? planned, string operation) =>
        [.. plan.Outcomes.Where(o => o.Per == operation
            || planned?.Expected.Any(e => e.Operation == operation && e.Outcome == o.Name) == true
            || planned?.Guardrails.Any(g => g.Operation == operation && g.Outcome == o.Name) == true)];

    public static OutcomeDefinition Definition(Outcome outcome) => new(outcome.Name, outcome.Measure, outcome.Per.Length > 0, outcome.Direction != "down", outcome.Unit);

    public static async Task<ComparisonEvidence> WithAsync(AnswerService asked, ComparisonEvidence evidence, ComparedOperation operation, IReadOnlyList<Outcome> outcomes, CancellationToken cancellation)
    {
        if (outcomes.Count == 0 || VersionComparison.DesignOf(evidence.Baseline, evidence.Candidate) is not (ComparisonDesign.SideBySide or ComparisonDesign.Mixed))
        {
            return evidence;
        }

        // The time in which both ran, whole.
        var (from, to) = (ComparedTime.Later(First(evidence.Baseline), First(evidence.Candidate)), ComparedTime.Earlier(Last(evidence.Baseline), Last(evidence.Candidate)));
        var found = new Dictionary<string, OutcomeEvidence>();
        foreach (var outcome in outcomes)
        {
            if (asked.Plan.Signals.FirstOrDefault(s => s.Name == outcome.Signal || s.Id == outcome.Signal) is { } signal)
            {
                found[outcome.Name] = new(
                    await RowsAsync(operation.Baseline), await RowsAsync(operation.Candidate), Requests(evidence.Baseline, from, to), Requests(evidence.Candidate, from, to))
                {
                    BaselineDesignEffect = SampledArms.DesignEffect(evidence.Baseline),
                    CandidateDesignEffect = SampledArms.DesignEffect(evidence.Candidate),
                };

                Task<IReadOnlyList<OutcomeRow>> RowsAsync(string version) => asked.AskAsync(new OutcomeQuestion(signal, operation.Environment, version, new(from, to + Sent)), cancellation);
            }
        }

        return evidence with { Outcomes = found };
    }

    private static long Requests(ArmEvidence arm, DateTimeOffset from, DateTimeOffset to) => arm.Replicates.Where(r => r.Start >= from && r.Start < to).Sum(r => r.Count);

    private static DateTimeOffset First(ArmEvidence arm) => arm.Replicates.Min(r => r.Start);

    private static DateTimeOffset Last(ArmEvidence arm) => arm.Replicates.Max(r => r.Start + r.Length);
}
