using System.Text.Json;
using Microsoft.Extensions.Logging;
using Upshot.Observe.State;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Plans;

/// <summary>
/// What operations were called, as every plan that this directory was opened with says. So a plan that is taken back finds
/// under its own name what was counted under a later one.
/// </summary>
internal static class KnownOperationNames
{
    public const string Key = "operation_names";

    private sealed record Renamed(string From, string To);

    /// <summary>Names under which rows may be stored, and the one that they have in this plan.</summary>
    public static IReadOnlyDictionary<string, string> Of(ProductPlan plan, PlanHistoryTable history, ILogger log)
    {
        var saved = Parse(history[Key], log);
        var present = plan.Operations.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var said = plan.Operations.SelectMany(o => o.RenamedFrom.Select(from => new Renamed(from, o.Name)));

        // What a plan says of its own operations counts; of others the plan that knew them last.
        var known = saved.Where(r => !present.Contains(r.To)).Concat(said).Distinct().ToList();
        if (!known.SequenceEqual(saved))
        {
            history.Set(Key, JsonSerializer.Serialize(known));
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in known.Where(r => present.Contains(r.To) && !present.Contains(r.From)))
        {
            names.TryAdd(pair.From, pair.To);
        }

        foreach (var later in known.Select(r => r.To).Where(n => !present.Contains(n)).Distinct())
        {
            // Where several of this plan's operations became one, none of them may have all of it.
            var earlier = Earlier(later, known).Where(present.Contains).ToList();
            if (earlier.Count == 1)
            {
                names.TryAdd(later, earlier[0]);
            }
        }

        return names;
    }

    private static HashSet<string> Earlier(string name, List<Renamed> known)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([name]);
        while (open.TryDequeue(out var at))
        {
            foreach (var pair in known.Where(r => r.To == at && found.Add(r.From)))
            {
                open.Enqueue(pair.From);
            }
        }

        return found;
    }

    /// <summary>What another version of the program wrote, and this one cannot read, is told again by the plan.</summary>
    private static List<Renamed> Parse(string? saved, ILogger log)
    {
        try
        {
            return saved is null ? [] : JsonSerializer.Deserialize<List<Renamed>>(saved) ?? [];
        }
        catch (JsonException e)
        {
            log.LogWarning(e, "Earlier names of operations that were written down cannot be read, and are taken from the plan alone");
            return [];
        }
    }
}
