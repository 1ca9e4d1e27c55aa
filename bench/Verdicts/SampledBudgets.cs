using Upshot.Decide.Budgets;
using Upshot.Evidence;

namespace Upshot.Verdicts;

/// <summary>Budgets of sampled requests: how often the 95 % interval holds the share of failures that happened.</summary>
internal static class SampledBudgets
{
    private const double Ratio = 0.02;

    /// <summary>With fewer failures kept than this an interval may be wider than it has to be.</summary>
    private const int Few = 5;

    public static IEnumerable<Situation> All()
    {
        foreach (var (name, requests, keepErrors, keepRest, weight) in new (string, int, Func<Chance, double>, Func<Chance, double>, double)[]
        {
            ("1 %", 100_000, _ => 0.01, _ => 0.01, 4), ("10 %", 10_000, _ => 0.1, _ => 0.1, 1), ("50 %", 4_000, _ => 0.5, _ => 0.5, 1),
            ("1 % and 50 % mixed", 100_000, Mixed, Mixed, 4), ("1 % and all mixed", 100_000, Halves, Halves, 4), ("tail-sampled: all errors, 1 % of the rest", 20_000, _ => 1, _ => 0.01, 1),
            ("tail-sampled: half of the errors, 10 % of the rest", 10_000, _ => 0.5, _ => 0.1, 1),
        })
        {
            yield return new("sampled: the 95 % interval of the budget covers at least", name, 0.93, false, seed => Covers(seed, requests, keepErrors, keepRest, kept => kept >= Few), weight);
            yield return new("sampled: the 95 % interval of the budget covers at most", name, 0.97, true, seed => Covers(seed, requests, keepErrors, keepRest, kept => kept >= Few), weight);
        }

        foreach (var (name, requests, keep) in new[] { ("1 %", 12_000, 0.01), ("10 %", 1_200, 0.1), ("50 %", 240, 0.5) })
        {
            yield return new("sampled: the 95 % interval of the budget covers at least", $"{name}, about two failures kept", 0.93, false, seed => Covers(seed, requests, _ => keep, _ => keep, _ => true));
            yield return new("sampled: the 95 % interval of the budget covers at most", $"{name}, about two failures kept", 0.99, true, seed => Covers(seed, requests, _ => keep, _ => keep, _ => true));
        }

        static double Mixed(Chance chance) => chance.Uniform() < 0.5 ? 0.01 : 0.5;

        static double Halves(Chance chance) => chance.Uniform() < 0.5 ? 0.01 : 1;
    }

    private static bool? Covers(int seed, int requests, Func<Chance, double> keepErrors, Func<Chance, double> keepRest, Func<int, bool> belongs)
    {
        var chance = new Chance(seed);
        var (failed, kept, total, bad, sampling) = (0, 0, 0L, 0L, default(SamplingVariance));
        for (var i = 0; i < requests; i++)
        {
            var isError = chance.Uniform() < Ratio;
            failed += isError ? 1 : 0;
            var keep = (isError ? keepErrors : keepRest)(chance);
            if (chance.Uniform() < keep)
            {
                var weight = (long)Math.Round(1 / keep);
                (total, bad, kept, sampling) = (total + weight, bad + (isError ? weight : 0), kept + (isError ? 1 : 0), sampling + SamplingVariance.Of(weight, !isError));
            }
        }

        var happened = (double)failed / requests;
        return belongs(kept) && SampledRatio.Of(new EventCount(total, bad) { Sampling = sampling }) is { } interval ? interval.Low <= happened && happened <= interval.High : null;
    }
}
