namespace Upshot.Decide.Comparison.Benchmarks;

/// <summary>
/// The smallest step of the data. A clock that ticks makes many values equal, and a difference of one tick is one that the clock makes by itself.
/// </summary>
internal static class Resolution
{
    private const int Looked = 20_000;

    /// <summary>Values are taken to lie on ticks when at most this part of them is distinct.</summary>
    private const double Distinct = 0.5;
    private const int Fewest = 8;

    /// <summary>In the unit of the values; zero where they are not on ticks. Each side by itself: what lies between the sides may be the effect.</summary>
    public static double Step(IEnumerable<SampleReplicate> before, IEnumerable<SampleReplicate> after)
    {
        var (a, b) = (Step(before.Select(r => r.Values)), Step(after.Select(r => r.Values)));
        return a > 0 && b > 0 ? Math.Min(a, b) : Math.Max(a, b);
    }

    private static double Step(IEnumerable<IReadOnlyList<double>> series)
    {
        var values = series.SelectMany(s => s).Take(Looked).ToArray();
        if (values.Length < Fewest)
        {
            return 0;
        }

        Array.Sort(values);
        var (distinct, step, scale) = (1, double.PositiveInfinity, Math.Max(Math.Abs(values[0]), Math.Abs(values[^1])));
        for (var i = 1; i < values.Length; i++)
        {
            var gap = values[i] - values[i - 1];
            if (gap > 1e-12 * scale)
            {
                distinct++;
                step = Math.Min(step, gap);
            }
        }

        // Only one value: it may be constant, or the tick larger than all that happens. Nothing says which.
        return distinct > 1 && distinct <= Distinct * values.Length ? step : 0;
    }

    public static double OnLogarithm(BenchmarkSamples before, BenchmarkSamples after)
    {
        var step = Step(before.Replicates, after.Replicates);
        var level = before.Replicates.Count == 0 ? 0 : Quantiles.Median([.. before.Replicates.Select(r => Quantiles.Median(r.Values))]);
        return step > 0 && level > 0 ? Math.Log(1 + (step / level)) : 0;
    }
}
