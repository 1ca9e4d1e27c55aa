using Upshot.Decide.Comparison.Concurrent;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>Rows as a table of processes and blocks of time, neighbouring blocks put together until there are about a dozen.</summary>
internal static class BlockTables
{
    public static BlockTable Of(IReadOnlyList<List<ReplicateEvidence>> processes, bool[] isCandidate, Measure measure, CommonMix? mix)
    {
        var time = TimeGroups.Of(processes.SelectMany(p => p));
        var groups = time.Count;
        var values = new double[processes.Count, groups];
        var requests = new double[processes.Count, groups];
        var cells = new List<ReplicateEvidence>[groups];
        for (var i = 0; i < processes.Count; i++)
        {
            Array.Clear(cells);
            foreach (var row in processes[i])
            {
                (cells[time.IndexOf(row.Start)] ??= []).Add(row);
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
}
