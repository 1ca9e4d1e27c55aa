using System.Globalization;
using Upshot.Decide.AttributeSearch;

namespace Upshot.Yardsticks.Attributes;

/// <summary>A table before and after, and the combinations that were changed on purpose.</summary>
internal sealed record AttributeCase(AttributeTable Baseline, AttributeTable Window, IReadOnlyList<IReadOnlyDictionary<string, string>> Causes);

/// <summary>What kind of cases are drawn.</summary>
/// <param name="Cardinalities">The number of values of each attribute that can be a cause.</param>
/// <param name="Others">Attributes that have nothing to do with it.</param>
/// <param name="Leaves">How many combinations occur.</param>
/// <param name="Noise">Relative spread of what is expected of a leaf.</param>
internal sealed record CaseKind(string Name, int[] Cardinalities, int Others, int Leaves, double Noise, int Causes, int Dimensions, bool IsRatio);

/// <summary>
/// Draws cases in the style of the public sets of multi-dimensional root causes (Squeeze, RiskLoc, RobustSpot): leaves of very different size, every
/// leaf with forecast noise, one to three causes of one to three attributes, each changing all its leaves by a factor of its own.
/// </summary>
internal static class AttributeCases
{
    public static AttributeCase Draw(CaseKind kind, int seed)
    {
        var random = new Random(seed);
        int[] cardinalities = [.. kind.Cardinalities, .. Enumerable.Range(0, kind.Others).Select(_ => 2 + random.Next(8))];
        string[] names = [.. cardinalities.Select((_, i) => i < kind.Cardinalities.Length ? $"attribute{i}" : $"other{i}")];
        var leaves = Leaves(kind, cardinalities, random);
        double[] sizes = [.. leaves.Select(_ => 40 * Math.Exp(1.3 * Normal(random)))];
        double[] rates = [.. leaves.Select(_ => kind.IsRatio ? 0.05 + (0.1 * random.NextDouble()) : 1)];
        var causes = Causes(kind, leaves, sizes, names, random);
        var before = new List<AttributeRow>();
        var after = new List<AttributeRow>();
        for (var i = 0; i < leaves.Count; i++)
        {
            var factor = causes.Where(c => c.Values.All(v => leaves[i][v.Key] == v.Value)).Select(c => c.Factor).DefaultIfEmpty(1).First();
            string[] values = [.. leaves[i].Select((v, a) => $"{names[a]}={v.ToString(CultureInfo.InvariantCulture)}")];
            var count = kind.IsRatio ? Math.Ceiling(10 * sizes[i]) : double.NaN;
            var usual = kind.IsRatio ? rates[i] * count : sizes[i];
            before.Add(new AttributeRow(values, usual, count));
            // The traffic moves too; of a ratio that is no excess.
            var moved = kind.IsRatio ? Math.Ceiling(count * (0.7 + (0.6 * random.NextDouble()))) : double.NaN;
            var now = kind.IsRatio ? rates[i] * moved : sizes[i];
            after.Add(new AttributeRow(values, Math.Max(0, factor * now * (1 + (kind.Noise * Normal(random)))), moved));
        }

        var injected = causes.Select(c => (IReadOnlyDictionary<string, string>)c.Values.ToDictionary(v => names[v.Key], v => $"{names[v.Key]}={v.Value.ToString(CultureInfo.InvariantCulture)}")).ToList();
        return new AttributeCase(new AttributeTable(names, before), new AttributeTable(names, after), injected);
    }

    private static List<int[]> Leaves(CaseKind kind, int[] cardinalities, Random random)
    {
        var leaves = new HashSet<string>();
        var drawn = new List<int[]>();
        for (var tries = 0; drawn.Count < kind.Leaves && tries < 20 * kind.Leaves; tries++)
        {
            int[] leaf = [.. cardinalities.Select(values => random.Next(values))];
            if (leaves.Add(string.Join(',', leaf)))
            {
                drawn.Add(leaf);
            }
        }

        return drawn;
    }

    // Causes that overlap in no leaf, each with at least half a per cent of all.
    private static List<(Dictionary<int, int> Values, double Factor)> Causes(CaseKind kind, List<int[]> leaves, double[] sizes, string[] names, Random random)
    {
        var causes = new List<(Dictionary<int, int> Values, double Factor)>();
        var all = sizes.Sum();
        var sign = random.Next(2) == 0 ? -1 : 1;
        for (var tries = 0; causes.Count < kind.Causes && tries < 1000; tries++)
        {
            var leaf = leaves[random.Next(leaves.Count)];
            var attributes = Enumerable.Range(0, kind.Cardinalities.Length).OrderBy(_ => random.Next()).Take(kind.Dimensions).Order();
            var values = attributes.ToDictionary(a => a, a => leaf[a]);
            var mine = Enumerable.Range(0, leaves.Count).Where(i => values.All(v => leaves[i][v.Key] == v.Value)).ToList();
            var overlaps = mine.Any(i => causes.Any(c => c.Values.All(v => leaves[i][v.Key] == v.Value)));
            if (!overlaps && mine.Count >= 4 && mine.Sum(i => sizes[i]) > 0.005 * all && mine.Count < 0.4 * leaves.Count)
            {
                causes.Add((values, 1 + (sign * (0.15 + (0.75 * random.NextDouble())))));
            }
        }

        return causes;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
