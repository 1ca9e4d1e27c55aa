using Upshot.Decide.Comparison.Concurrent;
using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// Processes that come and go, without earlier releases to learn from: only blocks of time in which all of them ran, so that all means stand for the same time. Where
/// these are few, those that ran least are left out, by how long they ran and never by what they showed.
/// </summary>
internal static class WholeTime
{
    /// <summary>Enough of the time in common.</summary>
    private const double Enough = 0.25;

    /// <summary>Fewer have no spread between processes of one version.</summary>
    private const int Fewest = 3;

    public static StudentTest Test(BlockTable table)
    {
        var chosen = Enumerable.Range(0, table.Processes).OrderByDescending(i => Ran(table, i)).ThenBy(i => i).ToList();
        var (best, blocks) = (chosen.ToList(), Together(table, chosen));
        while (blocks.Count < Enough * table.Blocks && chosen.Count > Fewest && chosen.FindLastIndex(i => chosen.Count(o => table.IsCandidate[o] == table.IsCandidate[i]) > 1) is >= 0 and var last)
        {
            chosen.RemoveAt(last);
            if (Together(table, chosen) is { Count: > 0 } found && found.Count > blocks.Count)
            {
                (best, blocks) = ([.. chosen], found);
            }
        }

        return blocks.Count == 0 ? default : ProcessMeans.Test(Means(false), Means(true), VariancePrior.None);

        List<double> Means(bool isCandidate) => [.. best.Where(i => table.IsCandidate[i] == isCandidate).Select(i => blocks.Average(j => table.Values[i, j]))];
    }

    private static int Ran(BlockTable table, int process) => Enumerable.Range(0, table.Blocks).Count(j => !double.IsNaN(table.Values[process, j]));

    private static List<int> Together(BlockTable table, List<int> processes) => [.. Enumerable.Range(0, table.Blocks).Where(j => processes.TrueForAll(i => !double.IsNaN(table.Values[i, j])))];
}
