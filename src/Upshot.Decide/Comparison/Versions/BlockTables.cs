using Upshot.Decide.Comparison.Concurrent;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>Rows as a table of processes and blocks of time, neighbouring blocks put together until there are about a dozen.</summary>
internal static class BlockTables
{
    private const int MostGroups = 12;

    public static BlockTable Of(IReadOnlyList<List<ReplicateEvidence>> processes, bool[] isCandidate, IReadOnlyList<DateTimeOffset> starts, Measure measure, CommonMix? mix)
    {
        var per = Math.Max(1, (starts.Count + MostGroups - 1) / MostGroups);
        var groups = Math.Max(1, starts.Count / per);
        var index = new Dictionary<DateTimeOffset, int>(starts.Count);
        for (var j = 0; j < starts.Count; j++)
        {
            index[starts[j]] = Math.Min(groups - 1, j / per);
        }

        var values = new double[processes.Count, groups];
        var requests = new double[processes.Count, groups];
        var cells = new List<ReplicateEvidence>[groups];
        for (var i = 0; i < processes.Count; i++)
        {
            Array.Clear(cells);
            foreach (var row in processes[i])
            {
                if (index.TryGetValue(row.Start, out var j))
                {
                    (cells[j] ??= []).Add(row);
                }
            }

            for (var j = 0; j < groups; j++)
            {
                values[i, j] = cells[j] is { } cell ? MeasureStatistic.Log(cell, measure, mix) : double.NaN;
                foreach (var row in cells[j] ?? [])
                {
                    requests[i, j] += row.Latency.Count;
                }
            }
        }

        return new BlockTable(values, requests, isCandidate);
    }

    public static IReadOnlyList<DateTimeOffset> Starts(IReadOnlyList<List<ReplicateEvidence>> processes) =>
        [.. processes.SelectMany(p => p.Select(r => r.Start)).Distinct().Order()];
}
