using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison;

/// <summary>
/// The units that an arm is judged by. With three processes or more in each arm a unit is a process: the only thing that is
/// independent for sure. With fewer it is a block of time in a process, corrected for the correlation of neighbours.
/// </summary>
internal static class AnalysisUnits
{
    public const int ProcessesForProcessUnits = 3;

    /// <summary>Longer blocks resemble their neighbours less; more than this many add little certainty and much correlation.</summary>
    private const int MostBlocks = 10;

    /// <summary>For each process its units in the order of time.</summary>
    /// <param name="measure">Neighbouring blocks are put together until it can be read from them; what is left over joins the unit before it.</param>
    public static IReadOnlyList<IReadOnlyList<ReplicateEvidence>> Of(ArmEvidence arm, bool byProcess, Measure measure)
    {
        var processes = arm.Replicates.GroupBy(r => r.Instance, StringComparer.Ordinal).Select(g => g.OrderBy(r => r.Start).ToList());
        return [.. processes
            .Select(blocks => byProcess ? InOne(blocks) : PutTogether(blocks, measure))
            .Where(units => units.Count > 0)];
    }

    public static int Processes(ArmEvidence arm) => arm.Replicates.Select(r => r.Instance).Distinct(StringComparer.Ordinal).Count();

    private static List<ReplicateEvidence> InOne(List<ReplicateEvidence> blocks) => [Merge(blocks)];

    private static List<ReplicateEvidence> PutTogether(List<ReplicateEvidence> blocks, Measure measure)
    {
        var atLeast = (blocks.Count + MostBlocks - 1) / MostBlocks;
        var groups = new List<List<ReplicateEvidence>>();
        var open = new List<ReplicateEvidence>();
        foreach (var block in blocks)
        {
            open.Add(block);
            if (open.Count >= atLeast && open.Sum(b => measure.Events(b)) >= measure.FewestEvents())
            {
                groups.Add(open);
                open = [];
            }
        }

        if (groups.Count > 0)
        {
            groups[^1].AddRange(open);
        }

        return [.. groups.Select(Merge)];
    }

    public static ReplicateEvidence Merge(IReadOnlyList<ReplicateEvidence> blocks)
    {
        if (blocks.Count == 1)
        {
            return blocks[0];
        }

        // The length is the time of all of them: requests over it are the rate of one process.
        var latency = new ExponentialHistogram();
        foreach (var block in blocks)
        {
            latency.Merge(block.Latency);
        }

        return new ReplicateEvidence(
            blocks[0].Instance, blocks[0].Start, blocks.Aggregate(TimeSpan.Zero, (sum, b) => sum + b.Length), blocks.Sum(b => b.Count), blocks.Sum(b => b.Errors), blocks.Sum(b => b.SumNanos), latency);
    }
}
