using System.Text.Json;
using Upshot.Plan;
using Upshot.Plan.Checks;

namespace Upshot.Commands.Check;

/// <summary>Prints problems as SARIF 2.1.0 (OASIS), which code-scanning tools read.</summary>
internal static class SarifReport
{
    public static void Write(CheckReport report, TextWriter output) => output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var problem in report.Reading.Problems)
        {
            WriteResult(report, problem, json);
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
        json.WriteString("semanticVersion", typeof(SarifReport).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
        json.WriteStartArray("rules");
        foreach (var rule in Rules.All)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteText("shortDescription", rule.Summary, json);
            WriteText("fullDescription", $"{rule.Summary} {rule.Why}", json);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(CheckReport report, Problem problem, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", problem.Rule);
        json.WriteNumber("ruleIndex", Rules.All.TakeWhile(r => r.Id != problem.Rule).Count());
        json.WriteString("level", Level(problem.Severity));
        WriteText("message", $"{problem.Message} {problem.Remedy}", json);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri(report.PathOf(problem.Place.File)));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", problem.Place.Line);
        json.WriteNumber("startColumn", problem.Place.Column);
        json.WriteEndObject();
        json.WriteEndObject();
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

    private static string Level(Severity severity) => severity == Severity.Error ? "error" : "warning";

    private static string Uri(string path) => (path.StartsWith('/') ? "file://" : "") + string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));
}
