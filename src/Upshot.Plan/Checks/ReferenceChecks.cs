using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Follows every name that a file uses for something defined elsewhere.</summary>
internal static class ReferenceChecks
{
    public static void Check(ProductPlan plan, IEnumerable<Reference> references, ProblemList problems)
    {
        var known = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
        {
            ["owner"] = Set(plan.Owners.Select(o => o.Name)),
            ["operation"] = Set(plan.Operations.Select(o => o.Name)),
            ["journey"] = Set(plan.Journeys.Select(j => j.Name)),
            ["outcome"] = Set(plan.Outcomes.Select(o => o.Name)),
            ["objective"] = Set(plan.Objectives.Select(o => o.Name)),
            ["runbook"] = Set(plan.Runbooks.Select(r => r.Path)),
            ["signal"] = Set(plan.Signals.Concat(plan.Imported).SelectMany(s => new[] { s.Name, s.Id })),
            ["flag"] = Set(plan.Flags.Select(f => f.Name)),
            ["environment"] = Set(plan.Environments),
        };
        foreach (var reference in references)
        {
            // A plan that lists no environments speaks of any; steps are looked up in their own journey.
            if (known.TryGetValue(reference.What, out var names)
                && !names.Contains(reference.Name)
                && !(reference.What == "environment" && names.Count == 0))
            {
                problems.Add(reference.Location, Rules.UnknownReference, $"There is no {reference.What} {Quote.Of(reference.Name)}.", Suggestions.Remedy(reference.Name, names, Where(reference)));
            }
        }
    }

    private static string Where(Reference reference) => reference.What switch
    {
        "runbook" => $"Write the file {Quote.Clip(reference.Name)}; runbooks are Markdown files in runbooks/.",
        "signal" => "Declare it in a file under signals/, or correct the name.",
        "environment" => "Add it to environments in upshot.yaml.",
        var what => $"Add it under {what}s in upshot.yaml.",
    };

    private static HashSet<string> Set(IEnumerable<string> names) => new(names, StringComparer.Ordinal);
}
