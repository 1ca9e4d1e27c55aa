using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Values;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Read;

/// <summary>Reads one of <c>releases/*.yaml</c>.</summary>
internal static class ReleaseFile
{
    public static ReleasePlan? Read(PlanFile file, Findings findings)
    {
        var root = YamlComposer.Compose(file.Path, file.Text, findings.Problems);
        if (root is null or YamlScalar { IsNull: true })
        {
            if (file.Text.Trim().Length == 0)
            {
                findings.Problems.Add(new SourceLocation(file.Path, 1, 1), Rules.MissingKey, "The release is empty.", "Add version: the version that is released, or remove the file.");
            }

            return null;
        }

        findings.Shapes.Check("The release", root, new TableShape(ReleaseKeys.Release));
        var fields = new Fields(root, ReleaseKeys.Release);
        return new ReleasePlan(fields.Text("version"), root.Location)
        {
            Owner = fields.Text("owner"),
            Baseline = fields.Text("baseline"),
            Service = fields.Text("service"),
            Flag = fields.Text("flag"),
            Source = fields.Text("source"),
            Share = fields.Share("share"),
            Hypothesis = fields.Text("hypothesis"),
            Expected = [.. fields.Named("expected").SelectMany(Expected)],
            Guardrails = [.. fields.Named("guardrails").SelectMany(Guardrails)],
        };
    }

    private static IEnumerable<ExpectedImpact> Expected(YamlEntry operation)
    {
        foreach (var (entry, measure, outcome) in Measures(operation))
        {
            var fields = new Fields(entry.Value, ReleaseKeys.Impact);
            var change = entry.Value is YamlMap ? fields.Text("change") : (entry.Value as YamlScalar)?.Text ?? "";
            if (ChangeInterval.TryParse(change, out var low, out var high))
            {
                var impact = new ExpectedImpact(operation.Key, measure, low, high, entry.Location) { Outcome = outcome };
                yield return fields.Share("confidence") is { } confidence ? impact with { Confidence = confidence } : impact;
            }
        }
    }

    private static IEnumerable<Guardrail> Guardrails(YamlEntry operation)
    {
        foreach (var (entry, measure, outcome) in Measures(operation))
        {
            if (entry.Value is YamlScalar scalar && Share.TryParse(scalar.Text, out var margin))
            {
                yield return new Guardrail(operation.Key, measure, margin, entry.Location) { Outcome = outcome, IsOfBudget = outcome.Length == 0 && entry.Key == "budget" };
            }
        }
    }

    private static IEnumerable<(YamlEntry Entry, Measure Measure, string Outcome)> Measures(YamlEntry operation)
    {
        foreach (var entry in operation.Value is YamlMap map ? map.Entries : [])
        {
            if (MeasureName.TryParse(entry.Key, out var measure))
            {
                yield return (entry, measure, "");
            }
            else if (entry.Key == "budget")
            {
                yield return (entry, Measure.ErrorRatio, "");
            }
            else if (entry.Key == "outcomes" && entry.Value is YamlMap outcomes)
            {
                foreach (var outcome in outcomes.Entries)
                {
                    yield return (outcome, Measure.Outcome, outcome.Key);
                }
            }
        }
    }
}
