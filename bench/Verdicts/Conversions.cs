using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>
/// What users do changes while latency and status do not: of the checkouts of two versions fewer become orders. Users come to processes by chance, so these differ by 0.4 points
/// of conversion. Beside it the six other measures are judged.
/// </summary>
internal static class Conversions
{
    private const double Before = 0.8, Apart = 0.005, FarApart = 0.02;
    private static readonly ServiceModel Usual = new();
    private static readonly OutcomeDefinition Conversion = new("conversion", OutcomeMeasure.Count, true, true, "1");

    public static IEnumerable<Situation> All()
    {
        foreach (var (processes, minutes, earlier) in new[] { (3, 60, 0), (3, 60, 8), (2, 60, 8) })
        {
            var name = $"{processes} v {processes}, {10 * minutes} checkouts a process, {earlier} earlier releases";
            yield return new("conversion 80 → 70 %: found by the whole verdict", name, 0.95, false, seed => Judge(seed, processes, minutes, earlier, 0.7, Apart).Verdict == Verdict.Regressed);
            yield return new("conversion 80 %, same code: conversion different", name, 0.01, true, seed => IsDifferent(Judge(seed, processes, minutes, earlier, Before, Apart)));
        }

        yield return new("conversion 80 %, same code: conversion different", "3 v 3, 600 checkouts a process, 0 earlier releases, processes 1.6 points apart", 0.01, true, seed => IsDifferent(Judge(seed, 3, 60, 0, Before, FarApart)));

        static bool IsDifferent(VersionVerdict verdict) => verdict.Measures.Any(m => m.Outcome is not null && m.Verdict is Verdict.Regressed or Verdict.Improved);
    }

    private static VersionVerdict Judge(int seed, int processes, int minutes, int earlier, double after, double apart)
    {
        var (trial, chance) = (new Trial(seed, Usual), new Chance(seed + 1));
        var evidence = trial.SideBySide(processes, processes, minutes, trial.Earlier(earlier, minutes));
        var rows = (Before: Rows(evidence.Baseline.Replicates, Before), After: Rows(evidence.Candidate.Replicates, after));
        evidence = evidence with
        {
            Outcomes = new Dictionary<string, OutcomeEvidence>
            {
                [Conversion.Name] = new(rows.Before, rows.After, rows.Before.Sum(r => r.Requests!.Value), rows.After.Sum(r => r.Requests!.Value))
                {
                    Earlier = [.. evidence.Earlier.Select(e => Rows(e.Replicates, Before)).Select(r => new EarlierOutcome(r, r.Sum(o => o.Requests!.Value)))],
                },
            },
        };
        return VersionComparison.Compare(
            evidence,
            [.. Trial.Six.Select(m => new MeasureQuestion(m, m == Measure.ErrorRatio ? 0.001 : 0.02)), new(Measure.Outcome, 0.02) { Outcome = Conversion }],
            new ComparisonOptions { JointDraws = 20_000 });

        List<OutcomeRow> Rows(IReadOnlyList<ReplicateEvidence> replicates, double share) => [.. replicates.GroupBy(r => r.Instance).Select(p =>
        {
            var (requests, own, orders) = (p.Sum(r => r.Count), Math.Clamp(share * (1 + (apart * chance.Normal())), 0, 1), 0);
            for (var i = 0; i < requests; i++)
            {
                orders += chance.Uniform() < own ? 1 : 0;
            }

            return new OutcomeRow("shop", p.Key, orders, orders) { Requests = requests };
        })];
    }
}
