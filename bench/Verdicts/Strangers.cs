using System.Collections.Concurrent;
using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>The same code in deployments whose traffic and processes do as they like.</summary>
internal static class Strangers
{
    private const int Hour = 60;
    private static readonly Traffic Usual = new();

    /// <summary>Sixteen pasts of each kind of traffic: to draw one for each run would take most of the time.</summary>
    private static readonly ConcurrentDictionary<(Traffic, int), EarlierRelease[]> Pasts = [];

    public static IEnumerable<Situation> All()
    {
        foreach (var (name, traffic, lives) in new (string, Traffic, Func<Chance, IReadOnlyList<Life>>)[]
        {
            ("heavy tails", Usual with { Tail = 0.05 }, _ => Whole(3, 3)),
            ("one or two requests a minute and process", Usual with { Rate = 9 }, _ => Whole(3, 3)),
            ("whole milliseconds, a median of 3 ms", Usual with { Median = 3e6, Clock = 1e6 }, _ => Whole(3, 3)),
            ("2 % to a single canary", Usual with { Rate = 120 }, _ => [.. Lives("1.0", "a", 3, 0, Hour, _ => 0.98 / 3), .. Lives("1.1", "b", 1, 0, Hour, _ => 0.02)]),
            ("bursts", Usual with { Bursts = 0.8 }, _ => Whole(3, 3)),
            ("outages that both share, failed requests come again", Usual with { Outages = 10, Retries = 0.7 }, _ => Whole(3, 3)),
            ("processes start anew about every 20 minutes", Usual, chance => (IReadOnlyList<Life>)[.. Restarting(chance, "1.0", 3), .. Restarting(chance, "1.1", 3)]),
            ("three more processes of each from the middle on", Usual with { Rate = 90 }, _ => [.. Whole(3, 3), .. Lives("1.0", "late-", 3, 30, Hour, _ => 1), .. Lives("1.1", "late-", 3, 30, Hour, _ => 1)]),
            ("a share that rises from 10 over 50 to 90 %", Usual, _ => Ramp(3, 3)),
            ("a share that rises from 10 over 50 to 90 %, outages that both share", Usual with { Outages = 10 }, _ => Ramp(3, 3)),
            ("a share that rises from 1 over 10 and 50 to 100 %, candidates one by one", Usual with { Rate = 120 }, _ => Canary()),
            ("rolling, one for one, outages that both share", Usual with { Rate = 120, Outages = 10, Swing = 0.5 }, _ => Rolling(4)),
            ("rolling, one for one", Usual with { Rate = 120, Swing = 0.5 }, _ => Rolling(4)),
            ("the old version comes back", Usual, _ => [.. Lives("1.0", "a", 3, 0, 25, _ => 1), .. Lives("1.1", "b", 3, 15, 45, _ => 1), .. Lives("1.0", "c", 3, 35, Hour, _ => 1)]),
        })
        {
            foreach (var history in new[] { 20, 0 })
            {
                yield return new("same code, strange deployments: whole verdict different", $"{name}, {history} earlier releases", 0.01, true, seed => Trial.IsDifferent(Judge(seed, traffic, lives, history)), history == 0 ? 1 : 4);
            }

            if (traffic.Clock > 1)
            {
                // A median of whole milliseconds does not move by less than one.
                continue;
            }

            yield return new("the same, p50 +30 %: found", $"{name}, 20 earlier releases", 0.7, false, seed => Judge(seed, traffic, lives, 20, 1.3, Measure.LatencyP50).Measures[0].P <= 0.01, 4);
        }
    }

    private static VersionVerdict Judge(int seed, Traffic traffic, Func<Chance, IReadOnlyList<Life>> lives, int history, double effect = 1, params Measure[] measures)
    {
        var chance = new Chance(seed);
        var earlier = history == 0 ? [] : Pasts.GetOrAdd((traffic, seed % 16), key => [.. Enumerable.Range(0, history).Select(i => Release(key.Item1, new Chance((100 * key.Item2) + i), i))]);
        var arms = traffic.Run(chance, lives(chance), Hour, Simulator.Start, v => v == "1.1" ? effect : 1);
        return VersionComparison.Compare(
            new ComparisonEvidence(new ArmEvidence("1.0", arms.GetValueOrDefault("1.0") ?? []), new ArmEvidence("1.1", arms.GetValueOrDefault("1.1") ?? [])) { Earlier = earlier },
            [.. (measures.Length > 0 ? measures : Trial.Six).Select(m => new MeasureQuestion(m, m == Measure.ErrorRatio ? 0.001 : 0.02))],
            new ComparisonOptions { JointDraws = 20_000 });
    }

    private static EarlierRelease Release(Traffic traffic, Chance chance, int number)
    {
        var version = $"0.{number}";
        return new(version, traffic.Run(chance, [.. Lives(version, version, 3, 0, Hour, _ => 1)], Hour, Simulator.Start.AddDays(-10 * (number + 2)), block: 5)[version]);
    }

    private static Life[] Whole(int before, int after) => [.. Lives("1.0", "a", before, 0, Hour, _ => 1), .. Lives("1.1", "b", after, 0, Hour, _ => 1)];

    private static IEnumerable<Life> Lives(string version, string name, int count, int from, int to, Func<int, double> weight) =>
        Enumerable.Range(0, count).Select(i => new Life(version, $"{name}{i}-{version}", from, to, weight));

    private static IEnumerable<Life> Restarting(Chance chance, string version, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var at = 0;
            for (var n = 0; at < Hour; n++)
            {
                var to = Math.Min(Hour, at + 1 + (int)(-20 * Math.Log(Math.Max(1e-9, chance.Uniform()))));
                yield return new Life(version, $"{version}-{i}-{n}", at, to, _ => 1);
                at = to;
            }
        }
    }

    private static Life[] Ramp(int before, int after)
    {
        static double Share(int minute) => minute < 20 ? 0.1 : minute < 40 ? 0.5 : 0.9;
        return [.. Lives("1.0", "a", before, 0, Hour, m => (1 - Share(m)) / before), .. Lives("1.1", "b", after, 0, Hour, m => Share(m) / after)];
    }

    private static Life[] Canary()
    {
        static double Share(int minute) => minute < 15 ? 0.01 : minute < 30 ? 0.1 : minute < 45 ? 0.5 : 1;
        return [.. Lives("1.0", "a", 4, 0, 45, m => (1 - Share(m)) / 4), .. Enumerable.Range(0, 4).SelectMany(i => Lives("1.1", $"b{i}-", 1, 15 * i, Hour, m => Share(m) / ((m / 15) + 1)))];
    }

    private static Life[] Rolling(int count) =>
        [.. Enumerable.Range(0, count).SelectMany(i => Lives("1.0", $"a{i}-", 1, 0, 12 * (i + 1), _ => 1).Concat(Lives("1.1", $"b{i}-", 1, 12 * (i + 1), Hour, _ => 1)))];
}
