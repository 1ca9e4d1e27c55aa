using System.Text.RegularExpressions;
using Upshot.Plan.Problems;
using Upshot.Plan.Registry;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Questions of runbooks that nobody can answer, as far as the plan tells. Whether the SQL can be run is looked at where there is a store.</summary>
internal static class RunbookChecks
{
    // attributes->>'the.key', and with ->; paths of JSON begin with $ or /.
    private static readonly Regex s_asked = new(@"\battributes\s*->>?\s*'((?:[^'$/]|'')(?:[^']|'')*)'", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static void Check(ProductPlan plan, ProblemList problems)
    {
        var asking = plan.Runbooks.SelectMany(r => r.Steps).Where(s => s.Query.Length > 0).ToList();
        if (asking.Count == 0)
        {
            return;
        }

        var known = new HashSet<string>(plan.Attributes.Select(a => a.Name).Concat(plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Name)), StringComparer.Ordinal);
        foreach (var step in asking)
        {
            foreach (var attribute in s_asked.Matches(step.Query).Cast<Match>().Select(m => m.Groups[1].Value.Replace("''", "'")).Distinct().Where(a => !known.Contains(a) && !KnownAttributes.Named(a)))
            {
                problems.Add(step.Location, Rules.RunbookAnswersNothing, $"Neither the plan nor the semantic conventions have an attribute {Quote.Of(attribute)}: the question answers NULL.", "Declare it on a signal, or correct the name.");
            }
        }
    }
}
