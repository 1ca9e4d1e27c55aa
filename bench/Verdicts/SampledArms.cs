using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Sampling;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>Two versions whose requests came sampled, the same code: how often their error ratios are called different, and how often the interval of the difference covers.</summary>
internal static class SampledArms
{
    private const double Ratio = 0.02;
    private const int Requests = 60_000;

    public static IEnumerable<Situation> All()
    {
        foreach (var (name, before, after) in new (string, Keep, Keep)[]
        {
            ("1 %", new(0.01), new(0.01)), ("10 %", new(0.1), new(0.1)), ("1 % and 50 % mixed", new(0.01, 0.5), new(0.01, 0.5)), ("tail-sampled: all errors, 1 % of the rest", new(0.01) { AllErrors = true }, new(0.01) { AllErrors = true }),
            ("1 % against all", new(0.01), new(1)),
        })
        {
            foreach (var (processes, history) in new[] { (3, 0), (3, 20), (1, 20) })
            {
                yield return new("sampled, same code: error ratio different", $"{name}, {processes} v {processes}, {history} earlier releases", 0.01, true, seed => Judge(seed, before, after, processes, history).P <= 0.01, 4);
            }

            yield return new("sampled, same code: 99 % interval of the difference covers", $"{name}, 3 v 3, 20 earlier releases", 0.98, false, seed => Judge(seed, before, after, 3, 20).Difference is { Low: <= 0, High: >= 0 }, 4);
        }
    }

    private static ComparisonResult Judge(int seed, Keep before, Keep after, int processes, int history)
    {
        var chance = new Chance(seed);
        var evidence = new ComparisonEvidence(new("1.0", Arm(chance, "1.0", before, processes)), new("1.1", Arm(chance, "1.1", after, processes)))
        {
            Earlier = [.. Enumerable.Range(0, history).Select(i => new EarlierRelease($"0.{i}", Arm(chance, $"0.{i}", before, 3)))],
        };
        return VersionComparison.Compare(evidence, [new(Measure.ErrorRatio, 0.001)], new ComparisonOptions()).Measures[0];
    }

    private static List<ReplicateEvidence> Arm(Chance chance, string version, Keep keep, int processes)
    {
        var (rows, classes, all, failed) = (new List<ReplicateEvidence>(), new SortedDictionary<int, SampledClass>(), 0.0, 0.0);
        for (var p = 0; p < processes; p++)
        {
            double count = 0, errors = 0;
            foreach (var (weight, isError, kept) in Kept(chance, keep, Requests / processes))
            {
                (count, errors) = (count + (weight * kept), errors + (isError ? weight * kept : 0));
                if (weight > 1)
                {
                    var at = (int)Math.Floor(Math.Log2(weight));
                    var c = classes.GetValueOrDefault(at) ?? new(0, 0, 0, 0, 0, 0);
                    classes[at] = isError ? c with { Errors = c.Errors + kept, ErrorWeights = c.ErrorWeights + (weight * kept), ErrorSquares = c.ErrorSquares + (weight * weight * kept) }
                        : c with { Others = c.Others + kept, OtherWeights = c.OtherWeights + (weight * kept), OtherSquares = c.OtherSquares + (weight * weight * kept) };
                }
            }

            rows.Add(new ReplicateEvidence($"{version}-{p}", Simulator.Start, TimeSpan.FromHours(1), (long)count, (long)errors, count, new ExponentialHistogram()));
            (all, failed) = (all + count, failed + errors);
        }

        var effect = DesignEffect.Of([.. classes.Values], failed, all - failed);
        return rows.ConvertAll(r => r with { DesignEffect = effect.Requests, ErrorDesignEffect = effect.Errors });
    }

    // Kept by chance out of so many: the number of each kind at once.
    private static IEnumerable<(double Weight, bool IsError, int Kept)> Kept(Chance chance, Keep keep, int requests)
    {
        foreach (var share in keep.Shares)
        {
            var part = (double)requests / keep.Shares.Length;
            var ofErrors = keep.AllErrors ? 1 : share;
            yield return (1 / ofErrors, true, chance.Poisson(part * Ratio * ofErrors));
            yield return (1 / share, false, chance.Poisson(part * (1 - Ratio) * share));
        }
    }

    private sealed record Keep(params double[] Shares)
    {
        public bool AllErrors { get; init; }
    }
}
