using System.Text.Json;

namespace Upshot.Reports;

/// <summary>The parts of a finding that the JSON of every command writes alike; each command puts them among its own, in the order that its format has.</summary>
internal static class FindingJson
{
    public static void WritePlace(this Utf8JsonWriter json, Finding finding) => json.WritePlace(finding.Path, finding.Line, finding.Column);

    public static void WritePlace(this Utf8JsonWriter json, string file, int line, int column)
    {
        json.WriteString("file", file);
        json.WriteNumber("line", line);
        json.WriteNumber("column", column);
    }

    public static void WriteLevel(this Utf8JsonWriter json, Finding finding) => json.WriteString("severity", finding.Level.ToString().ToLowerInvariant());

    public static void WriteAdvice(this Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("message", finding.Message);
        json.WriteString("remedy", finding.Remedy);
    }
}
