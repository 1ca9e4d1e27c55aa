using Upshot.Decide.Alerting;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Decide.Silence;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Decide.AlertTests;

/// <summary>An expectation that was not met, or could not be asked.</summary>
public sealed record AlertTestFailure(string Test, int Line, string Message);

/// <summary>Whether tests of a plan's alerts were met, and what they leave untested.</summary>
/// <param name="Alerts">All that the plan has and tests can reach.</param>
/// <param name="NeverFiring">Alerts that no test expects to fire.</param>
/// <param name="NeverQuiet">Alerts that no test expects to be quiet.</param>
/// <param name="Branches">Of every pair of windows, whether or not tests went that way.</param>
public sealed record AlertTestResult(
    int Tests, int Expectations, IReadOnlyList<AlertTestFailure> Failures, IReadOnlyList<string> Alerts, IReadOnlyList<string> NeverFiring, IReadOnlyList<string> NeverQuiet, IReadOnlyList<AlertBranch> Branches)
{
    /// <summary>What of the files cannot be asked of a plan, each with its place.</summary>
    public IReadOnlyList<string> NotExpressed { get; init; } = [];
}

/// <summary>Runs tests through the engine's own steps, an evaluation at the end of each minute.</summary>
public static class AlertTestRun
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    public static AlertTestResult Of(ProductPlan plan, IReadOnlyList<AlertTest> tests, Func<TimeSpan, string> text)
    {
        IReadOnlyList<AlertRule> rules = [.. BurnRule.Of(plan), .. TrafficRule.Of(plan), .. SilentServiceRule.Of(plan), .. BaselineRule.Of(plan)];
        var (failures, went, said) = (new List<AlertTestFailure>(), new HashSet<(string, TimeSpan, string)>(), new HashSet<(string, string)>());
        foreach (var test in tests)
        {
            foreach (var unknown in test.Loads.Keys.Where(o => plan.Objectives.All(p => p.Name != o)))
            {
                failures.Add(new(test.Name, 0, $"The plan has no objective \"{unknown}\"."));
            }

            foreach (var unknown in test.Services.Keys.Where(s => !rules.OfType<SilentServiceRule>().Any(r => r.Service == s)))
            {
                failures.Add(new(test.Name, 0, $"No journey of an operation with an objective about errors leads into a service \"{unknown}\" below its entry."));
            }

            foreach (var unknown in test.Signals.Keys.Where(s => !rules.OfType<BaselineRule>().Any(r => r.Baseline.Name == s)))
            {
                failures.Add(new(test.Name, 0, $"The plan has no baseline \"{unknown}\" under alerts.baselines."));
            }

            foreach (var expected in test.Expectations.GroupBy(e => e.Alert))
            {
                if (rules.FirstOrDefault(r => r.Name == expected.Key) is not { } rule)
                {
                    failures.AddRange(expected.Select(e => new AlertTestFailure(test.Name, e.Line, $"The plan has no alert \"{e.Alert}\" that a load can reach. It has: {string.Join(", ", rules.Select(r => r.Name))}.")));
                    continue;
                }

                Run(test, rule, [.. expected]);
            }
        }

        return new(
            tests.Count, tests.Sum(t => t.Expectations.Count), failures, [.. rules.Select(r => r.Name)],
            [.. rules.Where(r => !said.Contains((r.Name, "firing"))).Select(r => r.Name)], [.. rules.Where(r => !said.Contains((r.Name, "quiet"))).Select(r => r.Name)],
            [.. rules.OfType<BurnRule>().SelectMany(r => r.Windows.SelectMany(w => AlertBranch.Ways.Select(way => new AlertBranch(r.Name, w.Long, way, went.Contains((r.Name, w.Long, way))))))]);

        void Run(AlertTest test, AlertRule rule, IReadOnlyList<AlertExpectation> expected)
        {
            var objective = rule is TrafficRule or SilentServiceRule ? TrafficRule.PromiseOf(plan, rule.Operation)!.Name : rule.Objective;
            var series = new CountSeries(test.Loads.GetValueOrDefault(objective, []));
            var service = new CountSeries(rule is SilentServiceRule silent ? test.Services.GetValueOrDefault(silent.Service, []) : []);
            var watch = rule is BaselineRule unusual ? new SignalWatch(test.Signals.GetValueOrDefault(unusual.Baseline.Name, new(0, [])), unusual.Baseline.Direction, unusual.IsCount) : null;
            var due = expected.OrderBy(e => e.At).ToList();
            IReadOnlyList<AlertEpisode> open = [];
            for (var (at, next) = (TimeSpan.Zero, 0); next < due.Count; at += s_minute)
            {
                var now = AlertTest.Origin + at;
                open = EpisodeSteps.Next(open, [Read(rule, series, service, watch, now)], [], now).Open;
                for (; next < due.Count && due[next].At < at + s_minute; next++)
                {
                    var state = open.Count == 0 ? "quiet" : open[0].State == AlertEpisodeState.Pending ? "pending" : AlertTestFile.Firing;
                    var isMet = due[next].State == state || (due[next].State == AlertTestFile.NotFiring && state != AlertTestFile.Firing);
                    said.Add((rule.Name, due[next].State == AlertTestFile.NotFiring ? "quiet" : due[next].State));
                    if (!isMet)
                    {
                        failures.Add(new(test.Name, due[next].Line, $"At {text(due[next].At)} {rule.Name} is {state}, expected {due[next].State}."));
                    }
                }
            }
        }

        AlertReading Read(AlertRule rule, CountSeries series, CountSeries service, SignalWatch? watch, DateTimeOffset now)
        {
            EventCount Over(TimeSpan window) => series.Sum(TimeRange.Last(window, now));
            switch (rule)
            {
                case TrafficRule traffic:
                    return traffic.Read(TrafficSilence.Of(series, traffic.RequestsPerDay, now));
                case SilentServiceRule silent:
                    var begin = now - SilentServiceRule.NowWindow;
                    return silent.Read(service.Sum(new(begin, now)).Total, service.Sum(new(begin - SilentServiceRule.BeforeWindow, begin)).Total, Over(SilentServiceRule.NowWindow).Total);
                case BaselineRule unusual:
                    return unusual.Read(watch!.At(SignalPast.EndAt(now)), Over, now);
            }

            var burn = (BurnRule)rule;
            foreach (var alert in burn.Alerts(Over, now))
            {
                if (AlertBranch.WayOf(alert) is { } way)
                {
                    went.Add((rule.Name, alert.Window.Long, way));
                }
            }

            return burn.Read(Over, now);
        }
    }
}
