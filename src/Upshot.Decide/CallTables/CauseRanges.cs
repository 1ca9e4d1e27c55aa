namespace Upshot.Decide.CallTables;

/// <summary>The fewest ranges of call times that tell the requests of a group from all others.</summary>
internal static class CauseRanges
{
    private const double LeastGain = 0.002;

    // A column on its usual level counts too: it tells the group from those that share its other levels.
    public static List<CallRange> Of(CallTable table, IReadOnlyList<List<double>> borders, LevelGroup group)
    {
        var wanted = group.Rows.ToHashSet();
        var candidates = Enumerable.Range(0, table.Columns.Count).Where(c => borders[c].Count > 0).Select(c => Range(table, borders[c], group, c)).ToList();
        var where = new List<CallRange>();
        var reached = 0.0;
        while (true)
        {
            var (range, score) = candidates.Select(c => (Range: c, Score: F1(Matching(table, [.. where, c]), wanted))).OrderByDescending(c => c.Score).FirstOrDefault();
            if (range is null || score < reached + LeastGain)
            {
                return where;
            }

            where.Add(range);
            candidates.Remove(range);
            reached = score;
        }
    }

    public static int[] Matching(CallTable table, IReadOnlyList<CallRange> where)
    {
        var columns = where.Select(w => table.Calls[IndexOf(table.Columns, w.Column)]).ToList();
        return [.. Enumerable.Range(0, table.Requests).Where(row => !where.Where((w, i) => columns[i][row] < w.From || columns[i][row] > w.To).Any())];
    }

    // From the border below to the largest value on the level, as they occur.
    private static CallRange Range(CallTable table, List<double> borders, LevelGroup group, int column)
    {
        var values = table.Calls[column];
        var level = group[column];
        var onLevel = values.Where(v => LevelGroup.LevelOf(v, borders) == level).ToList();
        return new CallRange(table.Columns[column], onLevel.Min(), onLevel.Max());
    }

    private static double F1(int[] matching, HashSet<int> wanted)
    {
        double hits = matching.Count(wanted.Contains);
        return hits == 0 ? 0 : 2 * hits / (matching.Length + wanted.Count);
    }

    private static int IndexOf(IReadOnlyList<string> columns, string name)
    {
        var index = 0;
        while (columns[index] != name)
        {
            index++;
        }

        return index;
    }
}
