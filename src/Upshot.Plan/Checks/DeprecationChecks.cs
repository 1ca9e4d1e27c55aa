using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Registry;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Whoever follows a deprecation arrives, and a value of an enum means one thing.</summary>
internal static class DeprecationChecks
{
    public static void Check(IReadOnlyList<Signal> signals, IReadOnlyList<AttributeDefinition> attributes, ProblemList problems)
    {
        var names = new HashSet<string>(attributes.Select(a => a.Name), StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            Successor($"The attribute {Quote.Of(attribute.Name)}", attribute.Name, attribute.DeprecatedBecause, attribute.RenamedTo, attribute.Location, name => names.Contains(name) || KnownAttributes.Named(name), names, problems);
            foreach (var same in attribute.AllowedValues.GroupBy(v => v.Value, StringComparer.Ordinal).Where(g => g.Count() > 1))
            {
                problems.Add(same.Last().Location, Rules.DuplicateValue, $"The members {string.Join(" and ", same.Select(v => Quote.Of(v.Id)))} of {Quote.Of(attribute.Name)} have one value, {Quote.Of(same.Key)}.", "Give each its own value.");
            }
        }

        foreach (var kind in signals.Where(s => s.DeprecatedBecause.Length > 0 || s.RenamedTo.Length > 0).GroupBy(s => s.Kind.ToString(), StringComparer.Ordinal))
        {
            var known = new HashSet<string>(signals.Where(s => s.Kind == kind.First().Kind).SelectMany(s => new[] { s.Name, s.Id }), StringComparer.Ordinal);
            foreach (var signal in kind)
            {
                Successor($"The {kind.Key.ToLowerInvariant()} {Quote.Of(signal.Name)}", signal.Name, signal.DeprecatedBecause, signal.RenamedTo, signal.Location, name => known.Contains(name) || KnownSignals.Find(DefinitionReader.IdOf(signal.Kind, name)) is not null, known, problems);
            }
        }
    }

    private static void Successor(string what, string name, string reason, string renamedTo, SourceLocation location, Func<string, bool> isKnown, IReadOnlyCollection<string> known, ProblemList problems)
    {
        if (reason == "renamed" && renamedTo.Length == 0)
        {
            problems.Add(location, Rules.DeprecationLeadsNowhere, $"{what} was renamed, and nothing says to what.", "Add renamed_to: the new name; or say reason: obsoleted, or uncategorized.");
        }
        else if (reason.Length > 0 && reason != "renamed" && renamedTo.Length > 0)
        {
            problems.Add(location, Rules.DeprecationLeadsNowhere, $"{what} names {Quote.Of(renamedTo)} as its new name, and its reason is {reason}.", "Say reason: renamed, or take renamed_to away.");
        }
        else if (renamedTo == name && name.Length > 0)
        {
            problems.Add(location, Rules.DeprecationLeadsNowhere, $"{what} is renamed to itself.", "Name its successor.");
        }
        else if (renamedTo.Length > 0 && !isKnown(renamedTo))
        {
            problems.Add(location, Rules.DeprecationLeadsNowhere, $"{what} was renamed to {Quote.Of(renamedTo)}, which is not declared.", Suggestions.Of(renamedTo, known) is { } likely ? $"Did you mean {likely}?" : "Declare it, or correct the name.");
        }
    }
}
