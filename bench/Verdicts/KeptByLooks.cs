using Upshot.Decide.Comparison.Sequential;
using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>How much of what one look at the end finds is found by twenty looks: of the deployments in which the one look shows a difference, those in which any of the twenty does.</summary>
internal static class KeptByLooks
{
    private static readonly ServiceModel Usual = new();

    public static IEnumerable<Situation> All()
    {
        foreach (var (plan, history, effect, bar) in new[] { (LookPlan.Planned, 20, 1.2, 0.88), (LookPlan.Planned, 20, 1.15, 0.88), (LookPlan.Planned, 0, 1.3, 0.75), (LookPlan.OpenEnded, 20, 1.2, 0.55) })
        {
            yield return new("20 looks: of what one look finds, found", $"{plan}, p50 +{100 * (effect - 1):0} %, 3 v 3, {history} earlier releases", bar, false, seed =>
            {
                var trial = new Trial(seed, Usual) { Effect = effect };
                return trial.Found(trial.SideBySide(3, 3, 60, trial.Earlier(history, 60, block: 3)), Measure.LatencyP50) ? Situations.Looked(seed, plan, history, effect) : null;
            }, 4);
        }
    }
}
