using Upshot.Decide.AttributeSearch;

namespace Upshot.Yardsticks.Attributes;

/// <summary>Combinations of attributes, on drawn cases. A cause is found when its attributes and values are named exactly.</summary>
internal static class AttributesYardstick
{
    private const int Cases = 15;

    private static readonly CaseKind[] Kinds =
    [
        new("4 attributes, 1 cause of 1", [8, 10, 12, 6], 0, 3000, 0.05, 1, 1, false),
        new("4 attributes, 1 cause of 3", [8, 10, 12, 6], 0, 3000, 0.05, 1, 3, false),
        new("4 attributes, 3 causes of 2", [8, 10, 12, 6], 0, 3000, 0.05, 3, 2, false),
        new("4 attributes, 2 causes of 2, noise 15 %", [8, 10, 12, 6], 0, 3000, 0.15, 2, 2, false),
        new("5 attributes of up to 150 values, 2 causes of 1", [10, 150, 10, 8, 5], 0, 8000, 0.08, 2, 1, false),
        new("3 small attributes, 2 causes of 2", [5, 4, 6], 0, 120, 0.05, 2, 2, false),
        new("40 attributes, 2 causes of 2", [6, 5, 8, 4], 36, 3000, 0.08, 2, 2, false),
        new("ratio, 4 attributes, 2 causes of 2", [8, 10, 12, 6], 0, 3000, 0.05, 2, 2, true),
        new("ratio, 20 attributes, 1 cause of 3", [6, 5, 4, 4], 16, 3000, 0.08, 1, 3, true),
    ];

    public static IEnumerable<Figure> Run(string folder)
    {
        var all = (Hits: 0, Wrong: 0, Missed: 0);
        var naive = (Hits: 0, Wrong: 0, Missed: 0);
        foreach (var kind in Kinds)
        {
            var of = (Hits: 0, Wrong: 0, Missed: 0);
            for (var seed = 0; seed < Cases; seed++)
            {
                var drawn = AttributeCases.Draw(kind, seed);
                of = Add(of, Judge(drawn, CombinationSearch.Of(drawn.Baseline, drawn.Window).Select(c => c.Where.ToDictionary(w => w.Key, w => w.Value))));
                naive = Add(naive, Judge(drawn, LargestExcess(drawn)));
            }

            all = Add(all, of);
            yield return new Figure("attributes", $"F1: {kind.Name}", F1(of), 0.70);
        }

        yield return new Figure("attributes", $"F1 of {Kinds.Length * Cases} drawn cases", F1(all), 0.70, F1(naive));
        var silent = Enumerable.Range(0, 27).Count(seed => Silent(Kinds[seed % Kinds.Length] with { Causes = 0 }, 1000 + seed));
        yield return new Figure("attributes", "silent on 27 cases without a cause", silent / 27.0, 0.99, 1);
    }

    private static bool Silent(CaseKind kind, int seed)
    {
        var drawn = AttributeCases.Draw(kind, seed);
        return CombinationSearch.Of(drawn.Baseline, drawn.Window).Count == 0;
    }

    // The floor: the single value with the largest difference of sums.
    private static List<Dictionary<string, string>> LargestExcess(AttributeCase drawn)
    {
        var differences = new Dictionary<(string, string), double>();
        for (var i = 0; i < drawn.Window.Rows.Count; i++)
        {
            for (var a = 0; a < drawn.Window.Attributes.Count; a++)
            {
                var key = (drawn.Window.Attributes[a], drawn.Window.Rows[i].Attributes[a]);
                differences[key] = differences.GetValueOrDefault(key) + drawn.Window.Rows[i].Value - drawn.Baseline.Rows[i].Value;
            }
        }

        var (name, value) = differences.MaxBy(d => Math.Abs(d.Value)).Key;
        return [new Dictionary<string, string> { [name] = value }];
    }

    private static (int Hits, int Wrong, int Missed) Judge(AttributeCase drawn, IEnumerable<Dictionary<string, string>> found)
    {
        var list = found.ToList();
        var hits = drawn.Causes.Count(c => list.Any(f => f.Count == c.Count && f.All(x => c.TryGetValue(x.Key, out var value) && value == x.Value)));
        return (hits, list.Count - hits, drawn.Causes.Count - hits);
    }

    private static (int Hits, int Wrong, int Missed) Add((int Hits, int Wrong, int Missed) a, (int Hits, int Wrong, int Missed) b) => (a.Hits + b.Hits, a.Wrong + b.Wrong, a.Missed + b.Missed);

    private static double F1((int Hits, int Wrong, int Missed) of) => 2.0 * of.Hits / Math.Max(1, (2 * of.Hits) + of.Wrong + of.Missed);
}
