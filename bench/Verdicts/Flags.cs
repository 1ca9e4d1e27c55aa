using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>Flags as teams switch them: for requests, for users, for whole processes, for all at once.</summary>
internal static class Flags
{
    /// <summary>Not a part of the tests' short form.</summary>
    private const double Dear = 4;
    private static readonly Measure[] Measures = [Measure.LatencyP50, Measure.LatencyP95, Measure.LatencyMean, Measure.ErrorRatio];

    public static IEnumerable<Situation> All()
    {
        foreach (var (name, setting) in new (string, FlagTraffic)[]
        {
            ("drawn by request, 4 processes", new()), ("drawn by request, 14 processes", new() { Processes = 14, Minutes = 30 }), ("a tenth of the requests, 4 processes", new() { Share = 0.1 }),
            ("drawn by user, 300 users 65 % apart", new() { By = FlagBy.User }), ("a tenth of 600 users", new() { By = FlagBy.User, Users = 600, Share = 0.1, Rate = 20 }),
            ("whole processes, 4 v 4, 15 % apart", new() { By = FlagBy.Process, Processes = 8 }), ("whole processes that were off an hour before", new() { By = FlagBy.ProcessLater, Processes = 8 }),
            ("switched for all at once", new() { By = FlagBy.Time }), ("switched process by process", new() { By = FlagBy.ProcessAndTime, Processes = 8 }),
        })
        {
            yield return new("flags, same code: whole verdict different", name, 0.01, true, seed => Trial.IsDifferent(Judge(seed, setting, 1, Measures)), (setting.By is FlagBy.Process or FlagBy.Time) ? 1 : Dear);
        }

        foreach (var (name, setting, effect, bar) in new (string, FlagTraffic, double, double)[]
        {
            ("drawn by request, 4 processes, +10 %", new(), 1.1, 0.60), ("drawn by user, 600 users 65 % apart, +30 %", new() { By = FlagBy.User, Users = 600, Rate = 20 }, 1.3, 0.75),
            ("whole processes, 4 v 4, 15 % apart, +20 %", new() { By = FlagBy.Process, Processes = 8 }, 1.2, 0.04), ("the same that were off an hour before, +20 %", new() { By = FlagBy.ProcessLater, Processes = 8 }, 1.2, 0.75),
        })
        {
            yield return new("flags: p50 found", name, bar, false, seed => Judge(seed, setting, effect, Measure.LatencyP50).Measures[0].P <= 0.01, setting.By == FlagBy.ProcessLater ? 1 : Dear);
        }
    }

    private static VersionVerdict Judge(int seed, FlagTraffic traffic, double effect, params Measure[] measures) => VersionComparison.Compare(
        traffic.Draw(new Chance(seed), effect), [.. measures.Select(m => new MeasureQuestion(m, m == Measure.ErrorRatio ? 0.001 : 0.02))], new ComparisonOptions());
}
