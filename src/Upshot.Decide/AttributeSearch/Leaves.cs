namespace Upshot.Decide.AttributeSearch;

/// <summary>
/// The finest combinations of attributes, what each cost and what it was expected to cost. Sums are compared with the baseline's sums; ratios
/// with the baseline's ratio at the present count, so that a move of traffic is no excess. Rows that repeat a combination are single
/// events: they are compared by their mean.
/// </summary>
internal sealed class Leaves
{
    private Leaves(IReadOnlyList<string> attributes, int count)
    {
        Attributes = attributes;
        Codes = [.. attributes.Select(_ => new int[count])];
        (Actual, Expected) = (new double[count], new double[count]);
    }

    public IReadOnlyList<string> Attributes { get; }
    public int Count => Actual.Length;

    /// <summary>By attribute, then by leaf: which of its values.</summary>
    public IReadOnlyList<int[]> Codes { get; }
    public List<string>[] Names { get; private set; } = [];
    public double[] Actual { get; }
    public double[] Expected { get; }

    public static Leaves Of(AttributeTable baseline, AttributeTable window)
    {
        var places = window.Attributes.Select(a => baseline.Attributes.ToList().FindIndex(b => string.Equals(a, b, StringComparison.OrdinalIgnoreCase))).ToList();
        var shared = Enumerable.Range(0, places.Count).Where(i => places[i] >= 0).ToList();
        var sums = new Dictionary<string, Sums>(StringComparer.Ordinal);
        var isEvents = Add(baseline, [.. shared.Select(i => places[i])], sums, isWindow: false) | Add(window, [.. shared], sums, isWindow: true);
        var isRatio = isEvents || !double.IsNaN(baseline.Rows[0].Count);
        var leaves = new Leaves([.. shared.Select(i => window.Attributes[i])], sums.Count);
        var codes = shared.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal)).ToList();
        var whole = sums.Values.Sum(s => s.Before) / Math.Max(double.Epsilon, sums.Values.Sum(s => s.CountBefore));
        var at = 0;
        foreach (var sum in sums.Values)
        {
            for (var a = 0; a < codes.Count; a++)
            {
                leaves.Codes[a][at] = codes[a].TryGetValue(sum.Values[a], out var code) ? code : codes[a][sum.Values[a]] = codes[a].Count;
            }

            leaves.Actual[at] = sum.After;
            leaves.Expected[at] = !isRatio ? sum.Before : sum.CountAfter * (sum.CountBefore > 0 ? sum.Before / sum.CountBefore : whole);
            at++;
        }

        leaves.Names = [.. codes.Select(c => c.Keys.ToList())];
        return leaves;
    }

    // Whether a combination occurs again, so that rows are single events.
    private static bool Add(AttributeTable table, int[] columns, Dictionary<string, Sums> sums, bool isWindow)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeats = false;
        foreach (var row in table.Rows)
        {
            string[] values = [.. columns.Select(c => row.Attributes[c])];
            var key = string.Join('\u001f', values);
            repeats |= !seen.Add(key);
            if (!sums.TryGetValue(key, out var sum))
            {
                sums.Add(key, sum = new Sums(values));
            }

            sum.Add(row, isWindow);
        }

        return repeats;
    }

    private sealed class Sums(string[] values)
    {
        public string[] Values { get; } = values;
        public double Before { get; private set; }
        public double After { get; private set; }
        public double CountBefore { get; private set; }
        public double CountAfter { get; private set; }

        public void Add(AttributeRow row, bool isWindow)
        {
            var count = double.IsNaN(row.Count) ? 1 : row.Count;
            if (isWindow)
            {
                (After, CountAfter) = (After + row.Value, CountAfter + count);
            }
            else
            {
                (Before, CountBefore) = (Before + row.Value, CountBefore + count);
            }
        }
    }
}
