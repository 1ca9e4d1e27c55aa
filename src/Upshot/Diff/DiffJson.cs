using Upshot.Plan.Diff;
using Upshot.Reports;

namespace Upshot.Diff;

/// <summary>Changes as one JSON object.</summary>
internal static class DiffJson
{
    public static void Write(DiffReport report, TextWriter output) => output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("base", report.Base.Label);
        json.WriteString("head", report.Head.Label);
        json.WriteString("basePlan", report.Base.Reading.Plan.Digest);
        json.WriteString("headPlan", report.Head.Reading.Plan.Digest);
        json.WriteNumber("breaking", report.Difference.Breaking.Count());
        json.WriteNumber("unmigrated", report.Count(MigrationState.Missing));
        json.WriteStartArray("changes");
        foreach (var change in report.Difference.Changes)
        {
            json.WriteStartObject();
            json.WriteString("what", change.What);
            json.WriteString("name", change.Name);
            json.WriteString("kind", change.Kind.ToString().ToLowerInvariant());
            json.WriteString("field", change.Field);
            json.WriteString("before", change.Before);
            json.WriteString("after", change.After);
            json.WriteString("compatibility", change.IsBreaking ? "breaking" : "compatible");
            json.WriteString("migration", change.Migration switch { MigrationState.NotNeeded => "not-needed", var state => state.ToString().ToLowerInvariant() });
            json.WriteString("reason", change.Reason);
            json.WriteString("remedy", change.Remedy);
            json.WritePlace(report.PathOf(change), change.Location.Line, change.Location.Column);
            json.WriteStartArray("touches");
            foreach (var touched in change.Touches)
            {
                json.WriteStartObject();
                json.WriteString("what", touched.What);
                json.WriteString("name", touched.Name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));
}
