using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>The past as it is: traffic that grows, shocks that last for hours, processes far apart. Same code, one version after the other; and side by side, how often the interval covers.</summary>
internal static class Hardships
{
    private static readonly ServiceModel Usual = new() { Day = 0.3 };

    public static IEnumerable<Situation> All()
    {
        foreach (var (name, model) in new[]
        {
            ("drift of 5 % a day", Usual with { Drift = 0.05, Phi = 0.95 }), ("φ 0.99", Usual with { Phi = 0.99 }), ("processes 10 % apart", Usual with { Between = 0.1, Phi = 0.95 }),
        })
        {
            yield return new("same code, rolling deploy under hardship: whole verdict different", $"2 h then 2 h, 3 processes, 7 days, {name}", 0.02, true, seed =>
            {
                var trial = new Trial(seed, model);
                return Trial.IsDifferent(trial.Judge(trial.OneAfterTheOther(3, 120, 120, 7), Trial.Six));
            }, 7);
        }

        foreach (var history in new[] { 20, 0 })
        {
            yield return new("side by side, same code: p50's 99 % interval covers", $"3 v 3, {history} earlier releases", 0.98, false, seed =>
            {
                var trial = new Trial(seed, new ServiceModel());
                var ratio = trial.Judge(trial.SideBySide(3, 3, 60, trial.Earlier(history, 60)), Measure.LatencyP50).Measures[0].Ratio;
                return ratio.Low <= 1 && ratio.High >= 1;
            });
        }
    }
}
