using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Decide.AlertTests;

/// <summary>An expectation that was not met, or could not be asked.</summary>
public sealed record AlertTestFailure(string Test, int Line, string Message);

/// <summary>Whether tests of a plan's alerts were met, and what they leave untested.</summary>
/// <param name="NeverFiring">Alerts that no test expects to fire.</param>
/// <param name="NeverQuiet">Alerts that no test expects to be quiet.</param>
/// <param name="UnusedWindows">Pairs of windows that decided in no test.</param>
public sealed record AlertTestResult(int Tests, int Expectations, IReadOnlyList<AlertTestFailure> Failures, IReadOnlyList<string> NeverFiring, IReadOnlyList<string> NeverQuiet, IReadOnlyList<string> UnusedWindows);

/// <summary>Runs tests through the engine's own steps, an evaluation at the end of each minute.</summary>
public static class AlertTestRun
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    public static AlertTestResult Of(ProductPlan plan, IReadOnlyList<AlertTest> tests, Func<TimeSpan, string> text)
    {
        var rules = BurnRule.Of(plan);
        var (failures, decided, said) = (new List<AlertTestFailure>(), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var test in tests)
        {
            foreach (var unknown in test.Loads.Keys.Where(o => plan.Objectives.All(p => p.Name != o)))
            {
                failures.Add(new(test.Name, 0, $"The plan has no objective \"{unknown}\"."));
            }

            foreach (var expected in test.Expectations.GroupBy(e => e.Alert))
            {
                if (rules.FirstOrDefault(r => r.Name == expected.Key) is not { } rule)
                {
                    failures.AddRange(expected.Select(e => new AlertTestFailure(test.Name, e.Line, $"The plan has no alert \"{e.Alert}\". It has: {string.Join(", ", rules.Select(r => r.Name))}.")));
                    continue;
                }

                Run(test, rule, [.. expected]);
            }
        }

        return new(
            tests.Count, tests.Sum(t => t.Expectations.Count), failures,
            [.. rules.Where(r => !said.Contains($"{r.Name} firing")).Select(r => r.Name)], [.. rules.Where(r => !said.Contains($"{r.Name} quiet")).Select(r => r.Name)],
            [.. rules.SelectMany(r => r.Windows.Select(w => $"{r.Name} over {text(w.Long)}")).Where(w => !decided.Contains(w))]);

        void Run(AlertTest test, BurnRule rule, IReadOnlyList<AlertExpectation> expected)
        {
            var series = new CountSeries(test.Loads.GetValueOrDefault(rule.Objective, []));
            var due = expected.OrderBy(e => e.At).ToList();
            IReadOnlyList<AlertEpisode> open = [];
            for (var (at, next) = (TimeSpan.Zero, 0); next < due.Count; at += s_minute)
            {
                var now = AlertTest.Origin + at;
                EventCount Over(TimeSpan window) => series.Sum(TimeRange.Last(window, now));
                open = EpisodeSteps.Next(open, [rule.Read(Over, now)], [], now).Open;
                foreach (var alert in rule.Alerts(Over, now).Where(a => a.IsFiring))
                {
                    decided.Add($"{rule.Name} over {text(alert.Window.Long)}");
                }

                for (; next < due.Count && due[next].At < at + s_minute; next++)
                {
                    var state = open.Count == 0 ? "quiet" : open[0].State == AlertEpisodeState.Pending ? "pending" : "firing";
                    said.Add($"{rule.Name} {due[next].State}");
                    if (state != due[next].State)
                    {
                        failures.Add(new(test.Name, due[next].Line, $"At {text(due[next].At)} {rule.Name} is {state}, expected {due[next].State}."));
                    }
                }
            }
        }
    }
}
