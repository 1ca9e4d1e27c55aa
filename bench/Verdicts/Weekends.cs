using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>Services whose curve of the day is another one at weekends: a version took over on a working day, or on a Saturday of which one is known.</summary>
internal static class Weekends
{
    private static readonly ServiceModel Usual = new() { Day = 0.3, Shared = 0.1, Weekend = -0.5 };

    public static IEnumerable<Situation> All()
    {
        foreach (var (name, later, days, minutes) in new[] { ("Tuesday, 7 days", 0, 7, 120), ("Saturday, 7 days", 4, 7, 120), ("Monday, 7 days", 6, 7, 240), ("Saturday, 5 days, all of them working days", 4, 5, 120) })
        {
            yield return new("weekends of their own, same code: whole verdict different", $"{minutes / 60} h then {minutes / 60} h, 3 processes, {name}", 0.01, true, seed =>
            {
                var trial = new Trial(seed, Usual with { Later = later });
                return Trial.IsDifferent(trial.Judge(trial.OneAfterTheOther(3, minutes, minutes, days), Trial.Six));
            }, days);
        }

        yield return new("weekends of their own: found", "4 h then 4 h, 3 processes, Tuesday, 7 days, p50 +20 %", 0.60, false, seed =>
        {
            var trial = new Trial(seed, Usual) { Effect = 1.2 };
            return trial.Found(trial.OneAfterTheOther(3, 240, 240, 7, earlier: 20), Measure.LatencyP50);
        }, 7);
    }
}
