namespace Upshot.Decide.Comparison.Benchmarks;

/// <summary>One of many benchmarks.</summary>
/// <param name="Q">The false discovery rate at which it would be called different; NaN without a test.</param>
public sealed record BenchmarkResult(string Name, ComparisonResult Result, double Q);

/// <param name="OnlyBaseline">Benchmarks that the other side does not have.</param>
public sealed record BenchmarkComparisonResult(IReadOnlyList<BenchmarkResult> Benchmarks, IReadOnlyList<string> OnlyBaseline, IReadOnlyList<string> OnlyCandidate)
{
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Judges all benchmarks of two runs at once: their variances tell of one another, and beside each p stands the false discovery rate.</summary>
public static class BenchmarkComparison
{
    private const int FewestToLearnFrom = 2;

    /// <param name="margin">The largest relative harm that is acceptable: 0.02 is 2 %.</param>
    public static BenchmarkComparisonResult Compare(IReadOnlyList<BenchmarkSamples> baseline, IReadOnlyList<BenchmarkSamples> candidate, double margin, ComparisonOptions options)
    {
        var after = candidate.ToDictionary(b => b.Name, StringComparer.Ordinal);
        var pairs = baseline.Where(b => after.ContainsKey(b.Name)).Select(b => (Before: b, After: after[b.Name])).ToList();
        // Two files with one benchmark each are that benchmark, whatever it is called.
        if (pairs.Count == 0 && baseline.Count == 1 && candidate.Count == 1)
        {
            pairs = [(baseline[0], candidate[0])];
        }

        var paired = pairs.SelectMany(p => new[] { p.Before, p.After }).ToHashSet();
        var results = pairs.ConvertAll(p => One(p.Before, p.After, margin, options));
        if (pairs.Count >= FewestToLearnFrom)
        {
            Moderate(pairs, results, margin, options);
        }

        var q = FalseDiscoveryRate.Adjust([.. results.Select(r => r.P)]);
        var notes = new List<string>();
        if (DependentReplicates.Seem([.. pairs.SelectMany(p => new[] { p.Before.Replicates, p.After.Replicates })]))
        {
            notes.Add("Neighbouring replicates resemble each other as pieces of one process do. If they are pieces, they are no replicates: then the intervals are too narrow, and each process should be one replicate.");
        }

        return new BenchmarkComparisonResult(
            [.. results.Select((r, i) => new BenchmarkResult(pairs[i].Before.Name, r, q[i]))],
            [.. baseline.Where(b => !paired.Contains(b)).Select(b => b.Name)],
            [.. candidate.Where(b => !paired.Contains(b)).Select(b => b.Name)])
        {
            Notes = notes,
        };
    }

    private static ComparisonResult One(BenchmarkSamples before, BenchmarkSamples after, double margin, ComparisonOptions options)
    {
        var its = options with
        {
            HigherIsBetter = before.HigherIsBetter ?? after.HigherIsBetter ?? options.HigherIsBetter,
            Subject = options.Subject.Length > 0 ? options.Subject : before.Name.Length > 0 ? before.Name : "",
        };
        return SampleComparison.Compare(new SampleArm("baseline", before.Replicates), new SampleArm("candidate", after.Replicates), margin, its);
    }

    // Those on the scale of logarithms with a spread of their own; the others keep the test that they have.
    private static void Moderate(List<(BenchmarkSamples Before, BenchmarkSamples After)> pairs, List<ComparisonResult> results, double margin, ComparisonOptions options)
    {
        var (at, arms) = (new List<int>(), new List<(double[] Baseline, double[] Candidate)>());
        for (var i = 0; i < pairs.Count; i++)
        {
            var (a, b) = (Logs(pairs[i].Before), Logs(pairs[i].After));
            if (a.Length + b.Length > 2 && a.Concat(b).All(double.IsFinite) && (Spreads(a) || Spreads(b)))
            {
                at.Add(i);
                arms.Add((a, b));
            }
        }

        if (arms.Count < FewestToLearnFrom)
        {
            return;
        }

        var tests = ModeratedBenchmarks.Test(arms);
        for (var k = 0; k < tests.Length; k++)
        {
            var i = at[k];
            var tolerance = Resolution.OnLogarithm(pairs[i].Before, pairs[i].After);
            var half = tests[k].HalfWidth(options.Alpha, tolerance);
            var d = tests[k].Difference;
            var effect = new Estimate(d, d - half, d + half);
            var higher = results[i].HigherIsBetter;
            var limit = higher ? -Math.Log(1 - Math.Min(margin, 0.999)) : Math.Log(1 + margin);
            var p = tests[k].P(tolerance);
            var verdict = Versions.MeasureVerdict.Judge(AdverseEffect.Of(effect, higher), limit, p <= options.Alpha);
            var smaller = Math.Min(arms[k].Baseline.Length, arms[k].Candidate.Length);
            var each = tests[k].Variance / ((1.0 / arms[k].Baseline.Length) + (1.0 / arms[k].Candidate.Length));
            results[i] = (results[i] with
            {
                Verdict = verdict,
                Ratio = new Estimate(Math.Exp(d), Math.Exp(effect.Low), Math.Exp(effect.High)),
                Difference = null,
                P = p,
                Method = $"moderated t, logarithm, variances of {arms.Count} benchmarks",
                RequiredReplicates = verdict != Verdict.Inconclusive ? null
                    : StatedDifference.ToExclude(limit, each, tests[k].DegreesOfFreedom, options.Alpha) is { } n ? Math.Max(n, smaller + 1) : null,
            }).WithSentence();
        }
    }

    private static double[] Logs(BenchmarkSamples samples) => [.. samples.Replicates.Select(r => Quantiles.Median(r.Values)).Select(m => m > 0 ? Math.Log(m) : double.NaN)];

    private static bool Spreads(double[] values) => values.Length > 1 && values.Max() - values.Min() > 1e-12;
}
