using System.Globalization;
using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Read;

/// <summary>Reads <c>verify.yaml</c>: what verification lets pass for a while.</summary>
public static class SuppressionFile
{
    public const string Name = "verify.yaml";

    /// <param name="checks">Ids of the checks that there are.</param>
    public static (IReadOnlyList<Suppression> Suppressions, IReadOnlyList<Problem> Problems) Read(PlanFile file, IReadOnlyCollection<string> checks)
    {
        var findings = new Findings();
        var root = YamlComposer.Compose(file.Path, file.Text, findings.Problems);
        if (root is null or YamlScalar { IsNull: true })
        {
            return ([], findings.Problems.Sorted());
        }

        findings.Shapes.Check("The file", root, new TableShape(SuppressionKeys.File));
        var suppressions = new Fields(root, SuppressionKeys.File).Items("suppress").OfType<YamlMap>().Select(Suppression).ToList();
        foreach (var unknown in suppressions.Where(s => s.Check.Length > 0 && !checks.Contains(s.Check)))
        {
            findings.Problems.Add(unknown.Location, Rules.UnknownReference, $"There is no check {Quote.Of(unknown.Check)}.", Suggestions.Remedy(unknown.Check, checks, "The report names the check that found a problem; 'upshot verify --checks' lists all."));
        }

        return (suppressions, findings.Problems.Sorted());
    }

    private static Suppression Suppression(YamlMap map)
    {
        var fields = new Fields(map, SuppressionKeys.Suppression);
        var until = DateTime.TryParseExact(fields.Text("until"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : DateTime.MinValue;
        return new Suppression(fields.Text("check"), fields.Text("reason"), until, map.Location)
        {
            Service = fields.Text("service"),
            Signal = fields.Text("signal"),
            Attribute = fields.Text("attribute"),
        };
    }
}
