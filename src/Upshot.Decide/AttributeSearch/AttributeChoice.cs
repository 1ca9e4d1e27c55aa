namespace Upshot.Decide.AttributeSearch;

/// <summary>
/// Of many attributes those whose values differ most in how their leaves deviate: by the analysis of variance of the standardised deviations. A cause of three attributes
/// shows in each of them, if weakly; one that has nothing to do with it does not.
/// </summary>
internal static class AttributeChoice
{
    private const double LargestDeviation = 8;

    public static IReadOnlyList<int> Of(Leaves leaves, double[] expected, double[] spreads, int most)
    {
        double[] deviations = [.. leaves.Actual.Select((a, i) => Math.Clamp((a - expected[i]) / spreads[i], -LargestDeviation, LargestDeviation))];
        return [.. Enumerable.Range(0, leaves.Attributes.Count)
            .Where(a => leaves.Names[a].Count > 1)
            .OrderByDescending(a => Distinction(leaves.Codes[a], leaves.Names[a].Count, deviations))
            .ThenBy(a => a)
            .Take(most)
            .Order()];
    }

    // How far the largest group mean lies from the whole, in its standard errors.
    private static double Distinction(int[] codes, int values, double[] deviations)
    {
        var (sums, counts) = (new double[values], new int[values]);
        for (var i = 0; i < codes.Length; i++)
        {
            sums[codes[i]] += deviations[i];
            counts[codes[i]]++;
        }

        var mean = deviations.Average();
        double most = 0;
        for (var v = 0; v < values; v++)
        {
            most = Math.Max(most, Math.Abs(sums[v] - (counts[v] * mean)) / Math.Sqrt(counts[v]));
        }

        return most;
    }
}
