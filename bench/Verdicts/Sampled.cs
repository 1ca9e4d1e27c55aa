using Upshot.Decide.Comparison.Sampling;

namespace Upshot.Verdicts;

/// <summary>Error ratios of sampled requests: how often the 95 % interval holds the ratio that underlies them.</summary>
internal static class Sampled
{
    private const double Ratio = 0.02;

    public static IEnumerable<Situation> All()
    {
        foreach (var (name, requests, keepErrors, keepRest) in new (string, int, Func<Chance, double>, Func<Chance, double>)[]
        {
            ("1 %", 200_000, _ => 0.01, _ => 0.01), ("10 %", 20_000, _ => 0.1, _ => 0.1), ("50 %", 4_000, _ => 0.5, _ => 0.5),
            ("1 % and 50 % mixed, two heavy errors", 20_000, Mixed, Mixed), ("1 % and 50 % mixed, ten heavy errors", 100_000, Mixed, Mixed), ("tail-sampled: all errors, 1 % of the rest", 20_000, _ => 1, _ => 0.01),
        })
        {
            yield return new("sampled: the 95 % interval of the error ratio covers at least", name, 0.93, false, seed => Covers(seed, requests, keepErrors, keepRest), Weight(name));
            yield return new("sampled: the 95 % interval of the error ratio covers at most", name, name.EndsWith("two heavy errors", StringComparison.Ordinal) ? 0.99 : 0.97, true, seed => Covers(seed, requests, keepErrors, keepRest), Weight(name));
        }

        static double Weight(string name) => name.Contains("ten", StringComparison.Ordinal) ? 4 : 1;

        static double Mixed(Chance chance) => chance.Uniform() < 0.5 ? 0.01 : 0.5;
    }

    private static bool? Covers(int seed, int requests, Func<Chance, double> keepErrors, Func<Chance, double> keepRest)
    {
        var chance = new Chance(seed);
        var (errors, rest) = (new List<double>(), new List<double>());
        for (var i = 0; i < requests; i++)
        {
            var isError = chance.Uniform() < Ratio;
            var keep = (isError ? keepErrors : keepRest)(chance);
            if (chance.Uniform() < keep)
            {
                (isError ? errors : rest).Add(1 / keep);
            }
        }

        var interval = WeightedRatio.Of(WeightedCount.Of(errors), WeightedCount.Of(rest), 0.05);
        return errors.Count < 5 ? null : interval.Low <= Ratio && Ratio <= interval.High;
    }
}
