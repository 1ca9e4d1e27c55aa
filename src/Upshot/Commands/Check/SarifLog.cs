using System.Text.Json;
using Upshot.Plan;

namespace Upshot.Commands.Check;

/// <summary>What a tool can find.</summary>
/// <param name="Why">Empty: the summary says it all.</param>
/// <param name="Level">error, warning or note.</param>
internal sealed record SarifRule(string Id, string Summary, string Why, string Level);

/// <summary>What a tool found.</summary>
/// <param name="Uri">The file, escaped.</param>
internal sealed record SarifResult(string Rule, string Level, string Message, string Uri, int Line, int Column)
{
    /// <summary>Where it is outside of files, such as a service and a signal; empty: nowhere.</summary>
    public string LogicalName { get; init; } = "";
}

/// <summary>Writes SARIF 2.1.0 (OASIS), which code-scanning tools read.</summary>
internal static class SarifLog
{
    public static void Write(IReadOnlyList<SarifRule> rules, IEnumerable<SarifResult> results, TextWriter output) => output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(rules, json);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var result in results)
        {
            WriteResult(result, rules, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static void WriteTool(IReadOnlyList<SarifRule> rules, Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "upshot");
        json.WriteString("semanticVersion", typeof(SarifLog).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteText("shortDescription", rule.Summary, json);
            if (rule.Why.Length > 0)
            {
                WriteText("fullDescription", $"{rule.Summary} {rule.Why}", json);
            }

            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", rule.Level);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(SarifResult result, IReadOnlyList<SarifRule> rules, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", result.Rule);
        json.WriteNumber("ruleIndex", rules.TakeWhile(r => r.Id != result.Rule).Count());
        json.WriteString("level", result.Level);
        WriteText("message", result.Message, json);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", result.Uri);
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", result.Line);
        json.WriteNumber("startColumn", result.Column);
        json.WriteEndObject();
        json.WriteEndObject();
        if (result.LogicalName.Length > 0)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", result.LogicalName);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(string name, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    public static string LevelOf(Severity severity) => severity == Severity.Error ? "error" : "warning";

    public static string UriOf(string path) => (path.StartsWith('/') ? "file://" : "") + Escaped(path);

    public static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
