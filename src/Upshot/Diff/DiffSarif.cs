using System.Text.Json;
using Upshot.Commands.Check;
using Upshot.Plan.Diff;

namespace Upshot.Diff;

/// <summary>Breaking changes as SARIF 2.1.0 (OASIS), which code-scanning tools read.</summary>
internal static class DiffSarif
{
    private static readonly (string Id, string Level, string Text)[] s_rules =
    [
        ("breaking-change", "error", "A breaking change comes with a raised version and a migration."),
        ("migrated-change", "note", "A breaking change that a migration bridges, or that was accepted by name."),
    ];

    public static void Write(DiffReport report, TextWriter output) => output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var change in report.Difference.Breaking)
        {
            WriteResult(report, change, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static void WriteTool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "upshot");
        json.WriteString("semanticVersion", typeof(DiffSarif).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
        json.WriteStartArray("rules");
        foreach (var (id, level, text) in s_rules)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteStartObject("shortDescription");
            json.WriteString("text", text);
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", level);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(DiffReport report, PlanChange change, Utf8JsonWriter json)
    {
        var rule = change.Migration == MigrationState.Missing ? 0 : 1;
        json.WriteStartObject();
        json.WriteString("ruleId", s_rules[rule].Id);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", s_rules[rule].Level);
        json.WriteStartObject("message");
        json.WriteString("text", DiffSentence.Of(change));
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', report.PathOf(change).Split('/').Select(Uri.EscapeDataString)));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", change.Place.Line);
        json.WriteNumber("startColumn", change.Place.Column);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
