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

    // Each is a question of its own; so many say enough about how processes differ.
    private const int MostEarlier = 8;

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
                var (before, after) = (Within(evidence.Baseline.Replicates, from, to), Within(evidence.Candidate.Replicates, from, to));
                found[outcome.Name] = new(
                    await RowsAsync(operation.Baseline, new(from, to), before), await RowsAsync(operation.Candidate, new(from, to), after), before.Sum(r => r.Count), after.Sum(r => r.Count))
                {
                    BaselineDesignEffect = SampledArms.DesignEffect(evidence.Baseline),
                    CandidateDesignEffect = SampledArms.DesignEffect(evidence.Candidate),
                    Earlier = await EarlierAsync(),
                };

                async Task<IReadOnlyList<OutcomeRow>> RowsAsync(string version, TimeRange range, IReadOnlyList<ReplicateEvidence> requests) =>
                    ByProcess(await asked.AskAsync(new OutcomeQuestion(signal, operation.Environment, version, range with { To = range.To + Sent }), cancellation), requests);

                async Task<IReadOnlyList<EarlierOutcome>> EarlierAsync()
                {
                    var outcomes = new List<EarlierOutcome>();
                    foreach (var release in evidence.Earlier.Take(MostEarlier))
                    {
                        var range = new TimeRange(release.Replicates.Min(r => r.Start), release.Replicates.Max(r => r.Start + r.Length));
                        // Processes that came or went meanwhile are not among its replicates.
                        if (Whole(await RowsAsync(release.Version, range, release.Replicates)) is { Count: > 1 } rows)
                        {
                            outcomes.Add(new(rows, release.Replicates.Sum(r => r.Count)));
                        }
                    }

                    return outcomes;

                    static List<OutcomeRow> Whole(IReadOnlyList<OutcomeRow> rows) => [.. rows.Where(r => r.Requests is not null || rows.All(o => o.Requests is null))];
                }
            }
        }

        return evidence with { Outcomes = found };
    }

    private static List<ReplicateEvidence> Within(IReadOnlyList<ReplicateEvidence> rows, DateTimeOffset from, DateTimeOffset to) => [.. rows.Where(r => r.Start >= from && r.Start < to)];

    // Where the processes that wrote the outcome down are those that answered, each is divided by its own requests, and one without any outcome counts too.
    private static IReadOnlyList<OutcomeRow> ByProcess(IReadOnlyList<OutcomeRow> rows, IReadOnlyList<ReplicateEvidence> requests)
    {
        var answered = requests.GroupBy(r => r.Instance).ToDictionary(g => g.Key, g => g.Sum(r => r.Count), StringComparer.Ordinal);
        return rows.Count == 0 || !rows.Any(r => answered.ContainsKey(r.Process)) || rows.DistinctBy(r => r.Process).Count() < rows.Count ? rows
            : [.. rows.Select(r => answered.TryGetValue(r.Process, out var own) ? r with { Requests = own } : r), .. answered.Keys.Except(rows.Select(r => r.Process)).Select(p => new OutcomeRow(rows[0].Service, p, 0, 0) { Requests = answered[p] })];
    }

    private static DateTimeOffset First(ArmEvidence arm) => arm.Replicates.Min(r => r.Start);

    private static DateTimeOffset Last(ArmEvidence arm) => arm.Replicates.Max(r => r.Start + r.Length);
}
