using System.Text.Json;
using Upshot.Plan;

namespace Upshot.Verify.Weaver;

/// <summary>The numbers at the end of a report: entities and findings as the samples have them, occurrences as they were emitted.</summary>
internal static class WeaverStatistics
{
    private static readonly string[] s_levels = ["information", "improvement", "violation"];

    /// <summary>Null: there is no finding.</summary>
    public static string? Highest(WeaverEntity entity) => entity.Findings.Count == 0 ? null : entity.Findings.Select(f => f.Level).MaxBy(l => Array.IndexOf(s_levels, l));

    public static void Write(VerifyReport report, IReadOnlyList<WeaverSample> samples, Utf8JsonWriter json)
    {
        var entities = samples.SelectMany(s => s.All).ToList();
        var findings = entities.SelectMany(e => e.Findings).ToList();
        var (captured, signals) = (report.Captured, report.Plan.Signals);
        var attributes = Seen.Of(
            captured.Spans.SelectMany(s => s.Attributes.Keys.Concat(s.Events.SelectMany(e => e.Attributes.Keys)))
                .Concat(captured.Metrics.SelectMany(m => m.Points.SelectMany(p => p.Attributes.Keys))).Concat(captured.Logs.SelectMany(l => l.Attributes.Keys))
                .Concat(captured.Spans.Select(s => s.Origin).Concat(captured.Metrics.Select(m => m.Origin)).Concat(captured.Logs.Select(l => l.Origin)).DistinctBy(o => o.ResourceKey).SelectMany(o => o.Resource.Keys)),
            signals.SelectMany(s => s.Attributes.Select(a => a.Name)));
        var metrics = Seen.Of(captured.Metrics.Select(m => m.Name), NamesOf(signals, SignalKind.Metric));
        var events = Seen.Of(captured.Logs.Where(l => l.EventName.Length > 0).Select(l => l.EventName), NamesOf(signals, SignalKind.Event));
        var registry = attributes.Registry.Values.Concat(metrics.Registry.Values).Concat(events.Registry.Values).ToList();

        json.WriteStartObject("statistics");
        json.WriteNumber("total_entities", entities.Count);
        Write("total_entities_by_type", Counted(entities.Select(e => e.Type)));
        json.WriteNumber("total_advisories", findings.Count);
        Write("advice_level_counts", Counted(findings.Select(f => f.Level)));
        Write("highest_advice_level_counts", Counted(entities.Select(Highest).OfType<string>()));
        json.WriteNumber("no_advice_count", entities.Count(e => e.Findings.Count == 0));
        Write("advice_type_counts", Counted(findings.Select(f => f.Id)));
        Write("advice_message_counts", Counted(findings.Select(f => f.Message)));
        Write("seen_registry_attributes", attributes.Registry);
        Write("seen_non_registry_attributes", attributes.Others);
        Write("seen_registry_metrics", metrics.Registry);
        Write("seen_non_registry_metrics", metrics.Others);
        Write("seen_registry_events", events.Registry);
        Write("seen_non_registry_events", events.Others);
        json.WriteNumber("registry_coverage", registry.Count == 0 ? 0 : Math.Round((double)registry.Count(c => c > 0) / registry.Count, 6));
        json.WriteEndObject();

        void Write(string name, IReadOnlyDictionary<string, int> counts)
        {
            json.WriteStartObject(name);
            foreach (var (key, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(key, count);
            }

            json.WriteEndObject();
        }
    }

    private static IEnumerable<string> NamesOf(IReadOnlyList<Signal> signals, SignalKind kind) => signals.Where(s => s.Kind == kind && s.Deprecated.Length == 0).Select(s => s.Name);

    private static Dictionary<string, int> Counted(IEnumerable<string> names) => names.GroupBy(n => n, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>How often names were seen: those that the plan declares, never ones included, and others.</summary>
    private sealed record Seen(IReadOnlyDictionary<string, int> Registry, IReadOnlyDictionary<string, int> Others)
    {
        public static Seen Of(IEnumerable<string> seen, IEnumerable<string> declared)
        {
            var counts = Counted(seen);
            var registry = declared.Distinct(StringComparer.Ordinal).ToDictionary(n => n, n => counts.GetValueOrDefault(n), StringComparer.Ordinal);
            return new(registry, counts.Where(c => !registry.ContainsKey(c.Key)).ToDictionary(StringComparer.Ordinal));
        }
    }
}
