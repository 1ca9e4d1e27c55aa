using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Migrations;

/// <summary>Reads a schema file; what it does not know is reported, because an unknown change would be a wrong translation.</summary>
internal static class TelemetrySchemaReader
{
    private static readonly (string Key, SchemaSection Section)[] s_sections =
    [
        ("all", SchemaSection.All), ("resources", SchemaSection.Resources), ("spans", SchemaSection.Spans), ("span_events", SchemaSection.SpanEvents),
        ("metrics", SchemaSection.Metrics), ("logs", SchemaSection.Logs),
    ];

    public static TelemetrySchema? Read(YamlNode root, ProblemList problems)
    {
        var map = root as YamlMap;
        if (Text(map, "file_format") is not ("1.0.0" or "1.1.0") || map?.Find("versions")?.Value is not YamlMap versions)
        {
            problems.Add(root.Location, Rules.WrongType, "This is no OpenTelemetry schema file of format 1.0.0 or 1.1.0.", "Give a file with file_format, schema_url and versions.");
            return null;
        }

        var read = versions.Entries
            .Select(e => new SchemaVersion(e.Key, e.Value is YamlMap sections ? [.. Changes(sections, problems)] : []))
            .OrderBy(v => Order(v.Name))
            .ToList();
        return new(Text(map, "schema_url") ?? "", read);
    }

    private static IEnumerable<SchemaChange> Changes(YamlMap sections, ProblemList problems)
    {
        foreach (var unknown in sections.Entries.Where(e => s_sections.All(s => s.Key != e.Key)))
        {
            problems.Add(unknown.Location, Rules.UnknownKey, $"A schema version has no section {Quote.Of(unknown.Key)}.", "Remove it.");
        }

        // The section for all comes first, whatever the file's order.
        foreach (var (key, section) in s_sections)
        {
            if ((sections.Find(key)?.Value as YamlMap)?.Find("changes")?.Value is not YamlList changes)
            {
                continue;
            }

            foreach (var entry in changes.Items.OfType<YamlMap>().SelectMany(c => c.Entries))
            {
                if (Change(section, entry) is { } change)
                {
                    yield return change;
                }
                else
                {
                    problems.Add(entry.Location, Rules.UnknownKey, $"The section {key} has no change {Quote.Of(entry.Key)} as it is written here.", "Write rename_attributes, rename_metrics, rename_events or split as the format says.");
                }
            }
        }
    }

    private static SchemaChange? Change(SchemaSection section, YamlEntry entry) => (entry.Key, entry.Value) switch
    {
        ("rename_attributes", YamlMap map) when map.Find("attribute_map")?.Value is YamlMap names =>
            new RenameAttributes(section, Map(names), List(map, section == SchemaSection.Metrics ? "apply_to_metrics" : "apply_to_spans"), List(map, "apply_to_events")),
        ("rename_metrics", YamlMap map) when section == SchemaSection.Metrics => new RenameNames(section, Map(map.Find("name_map")?.Value as YamlMap ?? map)),
        ("rename_events", YamlMap map) when section == SchemaSection.SpanEvents && map.Find("name_map")?.Value is YamlMap names => new RenameNames(section, Map(names)),
        ("split", YamlMap map) when section == SchemaSection.Metrics && Text(map, "apply_to_metric") is { } metric && Text(map, "by_attribute") is { } attribute && map.Find("metrics_from_attributes")?.Value is YamlMap parts =>
            new SplitMetric(metric, attribute, Map(parts)),
        _ => null,
    };

    private static Dictionary<string, string> Map(YamlMap map) => map.Entries.Where(e => e.Value is YamlScalar).ToDictionary(e => e.Key, e => ((YamlScalar)e.Value).Text, StringComparer.Ordinal);

    private static IReadOnlyList<string> List(YamlMap map, string key) => map.Find(key)?.Value is YamlList list ? [.. list.Items.OfType<YamlScalar>().Select(s => s.Text)] : [];

    private static string? Text(YamlMap? map, string key) => (map?.Find(key)?.Value as YamlScalar)?.Text;

    private static Version Order(string version) => Version.TryParse(version, out var parsed) ? parsed : new Version(0, 0);
}
