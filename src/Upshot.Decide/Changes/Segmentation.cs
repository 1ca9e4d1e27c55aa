namespace Upshot.Decide.Changes;

/// <summary>The best division of a series into one, two, three … stretches, each with a straight line of its own.</summary>
/// <param name="Starts">Where the second, third … stretch begins.</param>
internal sealed record Segmentation(IReadOnlyList<int> Starts, double Residual)
{
    /// <summary>
    /// Optimal for up to <see cref="ExactPoints"/> values (dynamic programming: Bellman, "On the approximation of curves by line
    /// segments", 1961). Longer series are cut on a grid first and each border is then moved to its best place.
    /// </summary>
    /// <param name="most">The largest number of borders.</param>
    /// <param name="shortest">The fewest values in a stretch.</param>
    public static IReadOnlyList<Segmentation> Of(SegmentCost cost, int most, int shortest)
    {
        var stride = Math.Max(1, (cost.Count + ExactPoints - 1) / ExactPoints);
        var grid = Enumerable.Range(0, (cost.Count / stride) + 1).Select(i => i * stride).ToList();
        grid[^1] = cost.Count;
        var cuts = Exact(cost, grid, most, shortest);
        return stride == 1 ? cuts : [.. cuts.Select(c => Moved(cost, c, stride, shortest))];
    }

    private const int ExactPoints = 2500;

    private static List<Segmentation> Exact(SegmentCost cost, List<int> grid, int most, int shortest)
    {
        var points = grid.Count;
        var best = new double[most + 1][];
        var from = new int[most + 1][];
        for (var k = 0; k <= most; k++)
        {
            (best[k], from[k]) = (new double[points], new int[points]);
            Array.Fill(best[k], double.PositiveInfinity);
        }

        for (var to = 1; to < points; to++)
        {
            for (var at = 0; at < to && grid[to] - grid[at] >= shortest; at++)
            {
                var residual = cost.Line(grid[at], grid[to]);
                if (at == 0)
                {
                    best[0][to] = residual;
                    continue;
                }

                for (var k = 1; k <= most; k++)
                {
                    if (best[k - 1][at] + residual < best[k][to])
                    {
                        (best[k][to], from[k][to]) = (best[k - 1][at] + residual, at);
                    }
                }
            }
        }

        return [.. Enumerable.Range(0, most + 1).Where(k => double.IsFinite(best[k][^1])).Select(k => new Segmentation(Path(from, grid, k), best[k][^1]))];
    }

    private static List<int> Path(int[][] from, List<int> grid, int borders)
    {
        var starts = new List<int>();
        var at = grid.Count - 1;
        for (var k = borders; k > 0; k--)
        {
            at = from[k][at];
            starts.Add(grid[at]);
        }

        starts.Reverse();
        return starts;
    }

    private static Segmentation Moved(SegmentCost cost, Segmentation rough, int stride, int shortest)
    {
        var starts = rough.Starts.ToArray();
        for (var i = 0; i < starts.Length; i++)
        {
            var (left, right) = (i == 0 ? 0 : starts[i - 1], i == starts.Length - 1 ? cost.Count : starts[i + 1]);
            var (low, high) = (Math.Max(left + shortest, starts[i] - stride), Math.Min(right - shortest, starts[i] + stride));
            starts[i] = Enumerable.Range(low, Math.Max(1, high - low + 1)).MinBy(at => cost.Line(left, at) + cost.Line(at, right));
        }

        int[] edges = [0, .. starts, cost.Count];
        return new Segmentation(starts, Enumerable.Range(0, edges.Length - 1).Sum(i => cost.Line(edges[i], edges[i + 1])));
    }
}
