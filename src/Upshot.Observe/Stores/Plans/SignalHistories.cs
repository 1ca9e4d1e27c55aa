using System.Text.Json;
using Microsoft.Extensions.Logging;
using Upshot.Observe.State;
using Upshot.Plan;
using Upshot.Plan.Migrations;

namespace Upshot.Observe.Stores.Plans;

/// <summary>
/// The migrations of every plan that this directory was opened with. So a plan that is taken back reads in its own words
/// what a later one recorded.
/// </summary>
internal static class SignalHistories
{
    public const string Key = "lineages";

    // What is on disk keeps the names that it was first written with.
    private static readonly JsonSerializerOptions s_asStored = new() { PropertyNamingPolicy = new StoredNames() };

    public static IReadOnlyList<SignalHistory> Of(ProductPlan plan, PlanHistoryTable saved, ILogger log)
    {
        var known = Parse(saved[Key], log).ToDictionary(l => (l.Kind, l.Id));
        var changed = false;

        // Migrations that the plan took back were wrong; a plan that is older does not know them yet.
        foreach (var signal in plan.Signals.Where(s => SignalHistory.Of(s) is null && known.TryGetValue((s.Kind, s.Id), out var before) && before.Version <= s.Version))
        {
            changed |= known.Remove((signal.Kind, signal.Id));
        }

        foreach (var history in plan.Signals.Select(SignalHistory.Of).OfType<SignalHistory>())
        {
            // An older plan says nothing new about a signal that went on since.
            if (!known.TryGetValue((history.Kind, history.Id), out var before) || before.Version <= history.Version)
            {
                changed |= before is null || JsonSerializer.Serialize(before, s_asStored) != JsonSerializer.Serialize(history, s_asStored);
                known[(history.Kind, history.Id)] = history;
            }
        }

        if (changed)
        {
            saved.Set(Key, JsonSerializer.Serialize(known.Values, s_asStored));
        }

        return [.. known.Values];
    }

    /// <summary>What another version of the program wrote, and this one cannot read, is told again by the plan.</summary>
    private static List<SignalHistory> Parse(string? saved, ILogger log)
    {
        try
        {
            return saved is null ? [] : JsonSerializer.Deserialize<List<SignalHistory>>(saved, s_asStored) ?? [];
        }
        catch (JsonException e)
        {
            log.LogWarning(e, "The histories of signals that were written down cannot be read, and are taken from the plan alone");
            return [];
        }
    }

    private sealed class StoredNames : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name switch
        {
            nameof(SignalHistory.Steps) => "Hops",
            nameof(Migration.Location) => "Place",
            _ => name,
        };
    }
}
