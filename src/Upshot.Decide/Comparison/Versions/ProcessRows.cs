using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>The rows of each process.</summary>
internal static class ProcessRows
{
    public static List<List<ReplicateEvidence>> Of(IReadOnlyList<ReplicateEvidence> rows)
    {
        var processes = new Dictionary<string, List<ReplicateEvidence>>(StringComparer.Ordinal);
        var order = new List<List<ReplicateEvidence>>();
        foreach (var row in rows)
        {
            if (!processes.TryGetValue(row.Instance, out var list))
            {
                processes.Add(row.Instance, list = []);
                order.Add(list);
            }

            list.Add(row);
        }

        return order;
    }
}
