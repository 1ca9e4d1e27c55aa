using System.Collections.Concurrent;
using System.Globalization;
using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Benchmarks;

namespace Upshot.Verdicts;

/// <summary>
/// Benchmarks as they are in life: processes differ by 0.14 to 6 %, a third in two modes, values inside a process are strongly correlated, tails are heavy. The spreads
/// were chosen so that Welch's t finds +3, +5 and +10 % in 0.52, 0.67 and 0.82 of them at five processes a side, as it does on 586 real ones.
/// </summary>
internal static class BenchmarkSets
{
    private const int Size = 100, Values = 15;

    /// <summary>What was found slower in a set: runs that follow each other are the benchmarks of one.</summary>
    private static readonly ConcurrentDictionary<(int Processes, double Effect, bool IsTogether, int Set), Lazy<bool[]>> Found = [];

    public static IEnumerable<Situation> All()
    {
        foreach (var (processes, effect, bar) in new[]
        {
            (5, 1.0, 0.013), (3, 1.0, 0.013), (2, 1.0, 0.016), (5, 1.03, 0.55), (5, 1.05, 0.70), (5, 1.10, 0.84), (3, 1.03, 0.44), (3, 1.05, 0.60), (3, 1.10, 0.76),
            (2, 1.03, 0.32), (2, 1.05, 0.48), (2, 1.10, 0.68),
        })
        {
            yield return new("many benchmarks in one call, one-sided 1 %", $"{processes} v {processes}, {(effect > 1 ? $"+{100 * (effect - 1):0} % found" : "same code: slower")}", bar, effect == 1, seed => Slower(seed, processes, effect), 2);
        }

        foreach (var (effect, most) in new[] { (1.03, 0.54), (1.05, 0.69), (1.10, 0.84) })
        {
            yield return new("the set is as hard as real ones: one benchmark alone, Welch's t, finds no more than about", $"5 v 5, +{100 * (effect - 1):0} % found", most, true, seed => Slower(seed, 5, effect, isTogether: false), 2);
        }
    }

    private static bool? Slower(int seed, int processes, double effect, bool isTogether = true)
    {
        var run = seed / Situation.SeedStep;
        return Found.GetOrAdd((processes, effect, isTogether, run / Size), key => new(() => Set(key.Set, processes, effect, isTogether))).Value[run % Size];
    }

    private static bool[] Set(int seed, int processes, double effect, bool isTogether)
    {
        var chance = new Chance((seed * Situation.SeedStep) + 17);
        List<BenchmarkSamples> before = [], after = [];
        for (var i = 0; i < Size; i++)
        {
            var spread = Math.Exp(Math.Log(0.0014) + (chance.Uniform() * Math.Log(44)));
            var isTwoModes = chance.Uniform() < 0.3;
            var kind = new Kind(
                spread, spread * (0.5 + (2 * chance.Uniform())), chance.Uniform() < 0.5 ? 0.8 : 0.95,
                isTwoModes ? 0.1 + (0.4 * chance.Uniform()) : 0, isTwoModes ? 1 + (4 * spread * chance.Uniform()) : 1);
            before.Add(new BenchmarkSamples($"{i}", Arm(chance, kind, 100, processes)));
            after.Add(new BenchmarkSamples($"{i}", Arm(chance, kind, 100 * effect, processes)));
        }

        var compared = isTogether ? BenchmarkComparison.Compare(before, after, 0.02, new ComparisonOptions()).Benchmarks.Select(b => (b.Name, b.Result))
            : before.Zip(after, (a, b) => (a.Name, BenchmarkComparison.Compare([a], [b], 0.02, new ComparisonOptions()).Benchmarks[0].Result));
        return [.. compared.OrderBy(c => int.Parse(c.Name, CultureInfo.InvariantCulture)).Select(c => c.Result.Ratio.Value > 1 && c.Result.P / 2 <= 0.01)];
    }

    private static List<SampleReplicate> Arm(Chance chance, Kind kind, double level, int processes)
    {
        var replicates = new List<SampleReplicate>(processes);
        for (var p = 0; p < processes; p++)
        {
            var own = level * (chance.Uniform() < kind.OtherMode ? kind.ModeFactor : 1) * Math.Exp(kind.Between * chance.Normal());
            var shocks = chance.Autoregressive(Values, kind.Within, kind.Correlation);
            var values = new double[Values];
            for (var i = 0; i < Values; i++)
            {
                values[i] = own * Math.Exp(shocks[i]) * (chance.Uniform() < 0.02 ? 1 + (3 * kind.Within * -Math.Log(1 - chance.Uniform())) : 1);
            }

            replicates.Add(new SampleReplicate($"{p}", values));
        }

        return replicates;
    }

    private readonly record struct Kind(double Between, double Within, double Correlation, double OtherMode, double ModeFactor);
}
