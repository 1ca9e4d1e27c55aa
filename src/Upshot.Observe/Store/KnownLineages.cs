using System.Text.Json;
using Upshot.Observe.State;
using Upshot.Plan;
using Upshot.Plan.Migrations;

namespace Upshot.Observe.Store;

/// <summary>
/// The migrations of every plan that this directory was opened with. So a plan that is taken back reads in its own words
/// what a later one recorded.
/// </summary>
internal static class KnownLineages
{
    public const string Key = "lineages";

    public static IReadOnlyList<Lineage> Of(ProductPlan plan, PlanHistoryTable history)
    {
        var known = Parse(history[Key]).ToDictionary(l => (l.Kind, l.Id));
        var changed = false;

        // Migrations that the plan took back were wrong; a plan that is older does not know them yet.
        foreach (var signal in plan.Signals.Where(s => Lineage.Of(s) is null && known.TryGetValue((s.Kind, s.Id), out var before) && before.Version <= s.Version))
        {
            changed |= known.Remove((signal.Kind, signal.Id));
        }

        foreach (var lineage in plan.Signals.Select(Lineage.Of).OfType<Lineage>())
        {
            // An older plan says nothing new about a signal that went on since.
            if (!known.TryGetValue((lineage.Kind, lineage.Id), out var before) || before.Version <= lineage.Version)
            {
                changed |= before is null || JsonSerializer.Serialize(before) != JsonSerializer.Serialize(lineage);
                known[(lineage.Kind, lineage.Id)] = lineage;
            }
        }

        if (changed)
        {
            history.Set(Key, JsonSerializer.Serialize(known.Values));
        }

        return [.. known.Values];
    }

    /// <summary>What another version of the program wrote, and this one cannot read, is told again by the plan.</summary>
    private static List<Lineage> Parse(string? saved)
    {
        try
        {
            return saved is null ? [] : JsonSerializer.Deserialize<List<Lineage>>(saved) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
