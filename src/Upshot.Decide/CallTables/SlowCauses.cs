namespace Upshot.Decide.CallTables;

/// <summary>
/// Which calls explain slow requests. Each column is cut into its levels; levels count where requests above a border are slower; requests with the same levels
/// form a group; the groups that are slower than the usual requests are the causes. Neither the number of causes nor a threshold of slowness is given.
/// The latency without a cause is that of the usual requests: taking the excess of its calls away would count nested calls twice and parallel ones wrongly.
/// </summary>
public static class SlowCauses
{
    private const double LeastSupport = 0.01;
    private const int FewestRequests = 10;

    /// <summary>In standard deviations of the latency below the border.</summary>
    private const double LeastSlowing = 1;
    private const double LeastZ = 5;

    public static IReadOnlyList<SlowCause> Of(CallTable table)
    {
        var fewest = Math.Max(FewestRequests, (int)(LeastSupport * table.Requests));
        var borders = table.Calls.Select(values => Slowing(values, table.Latencies, Levels.Of(values, fewest))).ToList();
        var groups = Groups(table, borders);
        if (groups.Count == 0)
        {
            return [];
        }

        var usual = groups.OrderByDescending(g => g.Rows.Count).ThenBy(g => g.Key, StringComparer.Ordinal).First();
        var causes = new List<(int[] Rows, List<CallRange> Where)>();
        foreach (var group in groups.Where(g => g != usual && g.Rows.Count >= fewest && IsSlower(table.Latencies, g.Rows, usual.Rows)))
        {
            var where = CauseRanges.Of(table, borders, group);
            if (where.Count > 0)
            {
                causes.Add((CauseRanges.Matching(table, where), where));
            }
        }

        return Describe(table, causes);
    }

    private static List<SlowCause> Describe(CallTable table, List<(int[] Rows, List<CallRange> Where)> causes)
    {
        var affected = causes.SelectMany(c => c.Rows).ToHashSet();
        double[] usual = [.. Enumerable.Range(0, table.Requests).Where(r => !affected.Contains(r)).Select(r => table.Latencies[r])];
        var expected = usual.Length == 0 ? double.NaN : usual.Average();
        var excesses = causes.Select(c => c.Rows.Sum(r => table.Latencies[r] - expected)).ToList();
        return [.. causes
            .Select((c, i) => new SlowCause(c.Where, c.Rows.Length, Quantile([.. c.Rows.Select(r => table.Latencies[r])], 0.95), Quantile(usual, 0.95), excesses[i] / excesses.Sum()))
            .OrderByDescending(c => c.ExcessShare)];
    }

    // Borders above which requests are slower; the others are the column's own business.
    private static List<double> Slowing(double[] values, double[] latencies, IReadOnlyList<double> borders)
    {
        var all = Enumerable.Range(0, values.Length).ToList();
        return [.. borders.Where((border, i) =>
        {
            var below = i == 0 ? double.NegativeInfinity : borders[i - 1];
            var above = i == borders.Count - 1 ? double.PositiveInfinity : borders[i + 1];
            return IsSlower(latencies, [.. all.Where(r => values[r] > border && values[r] <= above)], [.. all.Where(r => values[r] > below && values[r] <= border)]);
        })];
    }

    private static bool IsSlower(double[] latencies, IReadOnlyList<int> these, IReadOnlyList<int> those)
    {
        var (mean, usualMean) = (these.Average(r => latencies[r]), those.Average(r => latencies[r]));
        var variance = those.Average(r => (latencies[r] - usualMean) * (latencies[r] - usualMean));
        var own = these.Average(r => (latencies[r] - mean) * (latencies[r] - mean));
        var error = Math.Sqrt((variance / those.Count) + (own / these.Count));
        return mean - usualMean > LeastSlowing * Math.Sqrt(variance) && mean - usualMean > LeastZ * error;
    }

    private static List<LevelGroup> Groups(CallTable table, List<List<double>> borders)
    {
        var groups = new Dictionary<string, LevelGroup>();
        var key = new char[table.Columns.Count];
        for (var row = 0; row < table.Requests; row++)
        {
            for (var c = 0; c < key.Length; c++)
            {
                key[c] = (char)('0' + LevelGroup.LevelOf(table.Calls[c][row], borders[c]));
            }

            var name = new string(key);
            if (!groups.TryGetValue(name, out var group))
            {
                groups.Add(name, group = new LevelGroup(name, []));
            }

            group.Rows.Add(row);
        }

        return [.. groups.Values];
    }

    private static double Quantile(double[] values, double share)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }

        Array.Sort(values);
        var at = share * (values.Length - 1);
        var low = (int)at;
        return low + 1 < values.Length ? values[low] + ((at - low) * (values[low + 1] - values[low])) : values[low];
    }
}
