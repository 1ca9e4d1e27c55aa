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

        foreach (var (days, earlier, bar) in new[] { (7, 8, 0.95), (7, 0, 0.95), (3, 8, 0.9) })
        {
            var name = $"4 h then 4 h, 3 processes, {days} days, the day's curve ±10 % of it, {earlier} earlier releases";
            yield return new("conversion, one after the other: 80 → 70 % found", name, bar, false, seed => InTime(seed, days, earlier, 0.7).Verdict == Verdict.Regressed, days);
            yield return new("conversion, one after the other: same code, different", name, 0.01, true, seed => IsDifferent(InTime(seed, days, earlier, Before)), days);
        }

        yield return new("conversion, one after the other: confounded", "2 days, 80 → 70 %", 1, false, seed => InTime(seed, 2, 8, 0.7).Measures[^1].Reason == InconclusiveReason.ConfoundedWithTime, 2);
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
        return Of(evidence);

        List<OutcomeRow> Rows(IReadOnlyList<ReplicateEvidence> replicates, double share) => [.. replicates.GroupBy(r => r.Instance).Select(p => Row(p.Key, p.Sum(r => r.Count), Math.Clamp(share * (1 + (apart * chance.Normal())), 0, 1), chance))];
    }

    /// <summary>Whoever comes at some hours buys more often, every day anew by two points.</summary>
    private static VersionVerdict InTime(int seed, int days, int earlier, double after)
    {
        var (trial, chance) = (new Trial(seed, Usual with { Phi = 0.9, Day = 0.3, Shared = 0.1 }), new Chance(seed + 1));
        var evidence = trial.OneAfterTheOther(3, 240, 240, days, earlier: earlier);
        var windows = VersionComparison.WindowsOf(evidence)!.Value;
        var moods = new Dictionary<long, double>();
        var (before, candidate) = (Rows(evidence.Baseline.Replicates.Where(r => r.Start >= windows.Before.From), Before), Rows(evidence.Candidate.Replicates, after));
        return Of(evidence with
        {
            Outcomes = new Dictionary<string, OutcomeEvidence>
            {
                [Conversion.Name] = new(before, candidate, before.Sum(r => r.Requests!.Value), candidate.Sum(r => r.Requests!.Value))
                {
                    Earlier = [.. evidence.Earlier.Select(e => Rows(e.Replicates, Before)).Select(r => new EarlierOutcome(r, r.Sum(o => o.Requests!.Value)))],
                    Past = new(windows.Before, windows.After, [.. evidence.Past.Select(b => (Block: b, Row: Row("", b.Count, At(b.Start, Before), chance))).Select(b => new OutcomeBlock("1.0", b.Block.Start, b.Block.Length, b.Row.Count, b.Row.Sum, b.Block.Count))]),
                },
            },
        });

        List<OutcomeRow> Rows(IEnumerable<ReplicateEvidence> replicates, double share) => [.. replicates.GroupBy(r => r.Instance).Select(p =>
        {
            var own = 1 + (Apart * chance.Normal());
            var all = p.Select(r => Row(p.Key, r.Count, Math.Clamp(own * At(r.Start, share), 0, 1), chance)).ToList();
            return new OutcomeRow("shop", p.Key, all.Sum(r => r.Count), all.Sum(r => r.Sum)) { Requests = all.Sum(r => r.Requests) };
        })];

        double At(DateTimeOffset time, double share)
        {
            var day = time.UtcTicks / TimeSpan.TicksPerDay;
            if (!moods.TryGetValue(day, out var mood))
            {
                moods[day] = mood = 0.02 * chance.Normal();
            }

            return Math.Clamp((share * (1 + (0.1 * Math.Sin(2 * Math.PI * time.TimeOfDay.TotalDays)))) + mood, 0, 1);
        }
    }

    private static OutcomeRow Row(string process, long requests, double share, Chance chance)
    {
        var orders = 0;
        for (var i = 0; i < requests; i++)
        {
            orders += chance.Uniform() < share ? 1 : 0;
        }

        return new OutcomeRow("shop", process, orders, orders) { Requests = requests };
    }

    private static VersionVerdict Of(ComparisonEvidence evidence) => VersionComparison.Compare(
        evidence,
        [.. Trial.Six.Select(m => new MeasureQuestion(m, m == Measure.ErrorRatio ? 0.001 : 0.02)), new(Measure.Outcome, 0.02) { Outcome = Conversion }],
        new ComparisonOptions { JointDraws = 20_000 });
}
