using System.Text.Json;
using Upshot.Plan;
using Upshot.Reports;

namespace Upshot.Commands.Check;

/// <summary>Prints problems as one JSON object.</summary>
internal static class JsonReport
{
    public static void Write(CheckReport report, TextWriter output)
    {
        output.WriteLine(JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("errors", report.Errors);
            json.WriteNumber("warnings", report.Warnings);
            json.WriteNumber("notes", report.Notes);
            WritePlan(report.Reading.Plan, json);
            json.WriteStartArray("problems");
            foreach (var finding in report.Findings)
            {
                json.WriteStartObject();
                json.WritePlace(finding);
                json.WriteString("rule", finding.Rule);
                json.WriteLevel(finding);
                json.WriteAdvice(finding);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private static void WritePlan(ProductPlan plan, Utf8JsonWriter json)
    {
        json.WriteStartObject("plan");
        json.WriteString("product", plan.Product);
        json.WriteString("digest", plan.Digest);
        json.WriteNumber("operations", plan.Operations.Count);
        json.WriteNumber("objectives", plan.Objectives.Count);
        json.WriteNumber("journeys", plan.Journeys.Count);
        json.WriteNumber("outcomes", plan.Outcomes.Count);
        json.WriteNumber("signals", plan.Signals.Count);
        json.WriteNumber("attributes", plan.Attributes.Count);
        json.WriteNumber("releases", plan.Releases.Count);
        json.WriteNumber("runbooks", plan.Runbooks.Count);
        json.WriteEndObject();
    }
}
