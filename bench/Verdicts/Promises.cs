using Upshot.Decide.Comparison;

namespace Upshot.Verdicts;

/// <summary>What is said to be needed to show a stated difference is enough four times in five: the spread is measured, the size is read off, the size is tried.</summary>
internal static class Promises
{
    private const double Alpha = 0.01, Spread = 0.03;

    public static IEnumerable<Situation> All()
    {
        foreach (var (difference, learnt) in new[] { (0.03, 0), (0.02, 0), (0.03, 80), (0.02, 80) })
        {
            var name = $"+{100 * difference:0} %, spread known with {(learnt == 0 ? 4 : learnt)} degrees of freedom";
            yield return new("needed for a stated difference promises .80: shown at least", name, 0.75, false, seed => Shown(seed, difference, learnt));
            yield return new("needed for a stated difference promises .80: shown at most", name, 0.90, true, seed => Shown(seed, difference, learnt));
        }
    }

    /// <summary>Null where fewer than eight are enough: there sizes are too coarse to keep a promise.</summary>
    private static bool? Shown(int seed, double difference, int learnt)
    {
        var chance = new Chance(seed);
        var degreesOfFreedom = learnt == 0 ? 4 : learnt;
        var variance = 0.0;
        for (var i = 0; i < degreesOfFreedom; i++)
        {
            var z = Spread * chance.Normal();
            variance += z * z / degreesOfFreedom;
        }

        if (StatedDifference.ToShow(difference, variance, degreesOfFreedom, Alpha, learnt) is not { } n || n < 8)
        {
            return null;
        }

        double[] a = [.. Enumerable.Range(0, n).Select(_ => Spread * chance.Normal())], b = [.. Enumerable.Range(0, n).Select(_ => difference + (Spread * chance.Normal()))];
        var (ma, mb) = (a.Average(), b.Average());
        var own = (a.Sum(v => (v - ma) * (v - ma)) + b.Sum(v => (v - mb) * (v - mb))) / ((2 * n) - 2);
        var total = (learnt * variance) + (((2 * n) - 2) * own);
        var df = learnt + (2 * n) - 2;
        return new StudentTest(mb - ma, total / df * 2 / n, df).P() <= Alpha;
    }
}
