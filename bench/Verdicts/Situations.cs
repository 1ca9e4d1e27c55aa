using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Sequential;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>The situations that verdicts have to hold in.</summary>
internal static class Situations
{
    private static readonly ServiceModel Usual = new();

    public static IEnumerable<Situation> All() => [.. RollingDeploys(), .. SideBySide(), .. Errors(), .. Mixes(), .. Canary(), .. StartUps(), .. Looks(), .. KeptByLooks.All(), .. Shares(), .. Promises.All(), .. Sampled.All(), .. SampledBudgets.All(), .. SampledArms.All(), .. Hardships.All(), .. Weekends.All(), .. Conversions.All(), .. Pasts.All(), .. Flags.All(), .. Strangers.All(), .. BenchmarkSets.All()];

    private static IEnumerable<Situation> RollingDeploys()
    {
        foreach (var (before, after, processes, phi, day, days) in new[]
        {
            (10, 10, 3, 0.9, 0.3, 7), (10, 10, 4, 0.95, 0.3, 7), (10, 10, 10, 0.95, 0.3, 7), (120, 120, 3, 0.95, 0.3, 7), (120, 120, 2, 0.9, 0.15, 3),
            (240, 240, 3, 0.95, 0.3, 7), (240, 240, 10, 0.9, 0.3, 3), (1440, 120, 3, 0.95, 0.3, 7),
        })
        {
            var model = Usual with { Phi = phi, Day = day };
            var name = $"{Span(before)} then {Span(after)}, {processes} processes, φ {phi}, day ±{100 * day:0} %, {days} days";
            yield return new("same code, rolling deploy, whole verdict different", name, 0.01, true, seed =>
            {
                var trial = new Trial(seed, model);
                return Trial.IsDifferent(trial.Judge(trial.OneAfterTheOther(processes, before, after, days), Trial.Six));
            }, days);
            yield return new("same code, rolling deploy, p50's 99 % interval covers", name, 0.98, false, seed =>
            {
                var trial = new Trial(seed, model);
                var ratio = trial.Judge(trial.OneAfterTheOther(processes, before, after, days), Measure.LatencyP50).Measures[0].Ratio;
                return ratio.Low <= 1 && ratio.High >= 1;
            }, days);
        }

        // Shocks with a standard deviation of 0.1, so that nine minutes in ten lie in a band of 33 %. With 0.3 nobody can find 20 % there, whatever is known
        // of the past: the mean of four hours alone has a standard error of 0.084 at φ 0.9.
        var four = Usual with { Phi = 0.9, Day = 0.3, Shared = 0.1 };
        foreach (var (effect, bar, control) in new[] { (1.2, 0.60, false), (1.5, 0.98, false), (1.2, 0.90, true) })
        {
            yield return new("4 h then 4 h, 3 processes, 7 days: found", $"p50 +{100 * (effect - 1):0} %{(control ? ", with a control" : "")}", bar, false, seed =>
            {
                var trial = new Trial(seed, four) { Effect = effect };
                return trial.Found(trial.OneAfterTheOther(3, 240, 240, 7, control, earlier: 20), Measure.LatencyP50);
            }, 7);
        }

        yield return new("fewer than three like days: confounded", "2 days, +20 %", 1, false, seed =>
        {
            var trial = new Trial(seed, four) { Effect = 1.2 };
            return trial.Judge(trial.OneAfterTheOther(3, 120, 120, 2), Measure.LatencyP50).Reason == InconclusiveReason.ConfoundedWithTime;
        });
    }

    private static IEnumerable<Situation> SideBySide()
    {
        foreach (var (history, measure, effect, bar) in new[]
        {
            (20, Measure.LatencyP95, 1.2, 0.75), (20, Measure.LatencyP50, 1.1, 0.32), (20, Measure.LatencyP50, 1.2, 0.92),
            (0, Measure.LatencyP95, 1.2, 0.34), (0, Measure.LatencyP50, 1.1, 0.12), (0, Measure.LatencyP50, 1.2, 0.53),
        })
        {
            yield return new("side by side, 3 v 3, one hour: found", $"{measure} +{100 * (effect - 1):0} %, {history} earlier releases", bar, false, seed =>
            {
                var trial = new Trial(seed, Usual) { Effect = effect };
                return trial.Found(trial.SideBySide(3, 3, 60, trial.Earlier(history, 60)), measure);
            });
        }

        foreach (var (history, processes, bar) in new[] { (20, 1, 0.45), (20, 2, 0.75), (20, 3, 0.92), (20, 5, 0.97), (20, 10, 0.99) })
        {
            yield return new("never falls as processes are added: p50 +20 % found", $"{processes} v {processes}, {history} earlier releases", bar, false, seed =>
            {
                var trial = new Trial(seed, Usual) { Effect = 1.2 };
                return trial.Found(trial.SideBySide(processes, processes, 60, trial.Earlier(history, 60)), Measure.LatencyP50);
            });
        }

        foreach (var (history, processes, spread, bar) in new[] { (20, 1, 0.0, 0.01), (20, 3, 0.0, 0.01), (0, 3, 0.0, 0.01), (0, 2, 0.0, 0.01), (20, 2, 0.5, 0.02), (10, 2, 0.5, 0.02) })
        {
            yield return new(spread > 0 ? "spreads that change between releases, same code: p50 different" : "side by side, same code: p50 different", $"{processes} v {processes}, {history} earlier releases{(spread > 0 ? ", log-sd 0.5" : "")}", bar, true, seed =>
            {
                var trial = new Trial(seed, Usual with { SpreadOfSpreads = spread });
                return trial.Found(trial.SideBySide(processes, processes, 60, trial.Earlier(history, 60, Math.Max(2, processes))), Measure.LatencyP50);
            });
        }

        foreach (var history in new[] { 20, 0 })
        {
            yield return new("whole verdict on same code, six measures", $"3 v 3, {history} earlier releases", 0.01, true, seed =>
            {
                var trial = new Trial(seed, Usual);
                return Trial.IsDifferent(trial.Judge(trial.SideBySide(3, 3, 60, trial.Earlier(history, 60)), Trial.Six));
            });
        }

        foreach (var (history, steps) in new[] { (20, 10), (0, 10), (20, 18) })
        {
            yield return new("rolling start, partial overlap, same code: p50 different", $"3 v 3 joining every {steps} min, {history} earlier releases", 0.01, true, seed =>
            {
                var trial = new Trial(seed, Usual);
                return trial.Found(trial.SideBySide(3, 3, 60, trial.Earlier(history, 60, block: 5), [0, steps, 2 * steps]), Measure.LatencyP50);
            });
        }

        yield return new("no process identity: more than inconclusive", "6 pods 15 % apart, +20 %", 0, true, seed =>
        {
            var trial = new Trial(seed, Usual with { Between = 0.15 }) { Effect = 1.2, Identity = ProcessIdentity.None };
            return trial.Judge(trial.SideBySide(6, 6, 60, trial.Earlier(20, 60)), Trial.Six).Verdict != Verdict.Inconclusive;
        });
    }

    private static IEnumerable<Situation> Errors()
    {
        foreach (var (from, to, rate, bar) in new[] { (0.02, 0.04, 10.0, 0.75), (0.02, 0.04, 24.17, 0.95), (0.01, 0.02, 24.17, 0.80) })
        {
            yield return new("errors, 3 v 3, one hour: found", $"{100 * from:0} → {100 * to:0} % with {rate * 60:0} requests a process", bar, false, seed =>
            {
                var trial = new Trial(seed, Usual with { ErrorRatio = from, Rate = rate }) { Errors = to / from };
                return trial.Found(trial.SideBySide(3, 3, 60, trial.Earlier(20, 60)), Measure.ErrorRatio);
            });
        }

        foreach (var history in new[] { 20, 0 })
        {
            yield return new("errors, 3 v 3, same code: different", $"2 %, processes' ratios 14 % apart, {history} earlier releases", 0.01, true, seed =>
            {
                var trial = new Trial(seed, Usual with { ErrorRatio = 0.02, ErrorSpread = 0.14 });
                return trial.Found(trial.SideBySide(3, 3, 60, trial.Earlier(history, 60)), Measure.ErrorRatio);
            });
        }
    }

    private static IEnumerable<Situation> Mixes()
    {
        foreach (var (processes, share, history) in new[] { (3, 0.7, 20), (10, 0.7, 20), (3, 0.55, 0), (10, 0.55, 20) })
        {
            yield return new("mix moved, same code: blamed", $"slow share 50 → {100 * share:0} %, {processes} v {processes}, {history} earlier releases", 0.01, true, seed =>
            {
                var trial = new Trial(seed, Usual with { SlowShare = 0.5 }) { Candidate = Usual with { SlowShare = share } };
                return Trial.IsDifferent(trial.Judge(trial.SideBySide(processes, processes, 60, trial.Earlier(history, 60)), Trial.Six));
            });
        }
    }

    private static IEnumerable<Situation> Canary()
    {
        yield return new("10 % canary, 9 v 1, same code: anything worse", "20 earlier releases, six measures", 0.01, true, seed =>
        {
            var trial = new Trial(seed, Usual) { ExpectedShare = 0.1 };
            return trial.Judge(trial.SideBySide(9, 1, 60, trial.Earlier(20, 60)), Trial.Six).Measures.Any(m => m.Verdict == Verdict.Regressed || (m.Measure == Measure.Throughput && m.Reason != InconclusiveReason.NotJudged));
        });
        yield return new("10 % canary, 9 v 1: found", "p50 +20 %, one hour, 20 earlier releases", 0.75, false, seed =>
        {
            var trial = new Trial(seed, Usual) { Effect = 1.2 };
            return trial.Found(trial.SideBySide(9, 1, 60, trial.Earlier(20, 60)), Measure.LatencyP50);
        });
    }

    private static IEnumerable<Situation> StartUps()
    {
        foreach (var history in new[] { 20, 0 })
        {
            yield return new("start-up of 5 of 60 minutes: blamed", $"three times slower at first, 3 v 3, {history} earlier releases", 0.01, true, seed => Trial.IsDifferent(Slow(seed, 5, history)));
        }

        yield return new("start-up of 5 of 60 minutes: named", "three times slower at first, 3 v 3", 0.95, false, seed => Slow(seed, 5, 0).StartUp > TimeSpan.Zero);
        yield return new("start-up of a fifth or more: still warming", "20 of 60 minutes, three times slower at first", 0.95, false, seed => Slow(seed, 20, 0).Reason == InconclusiveReason.StillWarming);

        static VersionVerdict Slow(int seed, int minutes, int history)
        {
            var trial = new Trial(seed, Usual) { Candidate = Usual with { StartUpFactor = 3, StartUpMinutes = minutes } };
            return trial.Judge(trial.SideBySide(3, 3, 60, trial.Earlier(history, 60)), Trial.Six);
        }
    }

    private static IEnumerable<Situation> Looks()
    {
        foreach (var (plan, history) in new[] { (LookPlan.Planned, 20), (LookPlan.OpenEnded, 20), (LookPlan.Planned, 0) })
        {
            yield return new("20 looks on same code: different in any", $"{plan}, 3 v 3, {history} earlier releases", 0.01, true, seed => Looked(seed, plan, history, 1), 4);
        }
    }

    /// <summary>Whether any of twenty looks at an hour shows a difference.</summary>
    public static bool Looked(int seed, LookPlan plan, int history, double effect)
    {
        var trial = new Trial(seed, Usual) { Effect = effect };
        var whole = trial.SideBySide(3, 3, 60, trial.Earlier(history, 60, block: 3));
        var looks = new List<TimeSpan>();
        for (var look = 1; look <= 20; look++)
        {
            looks.Add(TimeSpan.FromMinutes(3 * look));
            trial.Looks = new LookSchedule(plan, [.. looks], TimeSpan.FromMinutes(60));
            var until = Simulator.Start + looks[^1];
            var seen = whole with { Baseline = Until(whole.Baseline, until), Candidate = Until(whole.Candidate, until) };
            if (trial.Judge(seen, Measure.LatencyP50).Verdict is Verdict.Improved or Verdict.Regressed)
            {
                return true;
            }
        }

        return false;

        static ArmEvidence Until(ArmEvidence arm, DateTimeOffset until) => arm with { Replicates = [.. arm.Replicates.Where(r => r.Start < until)] };
    }

    private static IEnumerable<Situation> Shares()
    {
        foreach (var session in new[] { 1, 8, 30 })
        {
            yield return new("sample ratio, 10 % canary, nothing lost: mismatch", $"sessions of {session}", 0.002, true, seed => Mismatch(seed, session, 1));
        }

        yield return new("sample ratio, 40 % lost: found", "sessions of 1", 0.99, false, seed => Mismatch(seed, 1, 0.6));

        static bool Mismatch(int seed, int session, double kept)
        {
            var model = Usual with { Session = session };
            var trial = new Trial(seed, model) { ExpectedShare = 0.1, Candidate = model with { Rate = model.Rate * kept } };
            return trial.Judge(trial.SideBySide(9, 1, 60, []), Measure.LatencyP50).Share!.IsMismatch;
        }
    }

    private static string Span(int minutes) => minutes < 60 ? $"{minutes} min" : $"{minutes / 60} h";
}
