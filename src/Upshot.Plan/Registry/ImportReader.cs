using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Read;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Registry;

/// <summary>What files import from the semantic conventions; what a name or pattern does not find there is a mistake.</summary>
internal static class ImportReader
{
    private static readonly (string Key, SignalKind Kind)[] s_kinds = [("metrics", SignalKind.Metric), ("events", SignalKind.Event), ("spans", SignalKind.Span), ("entities", SignalKind.Entity)];

    /// <param name="fromOthers">Another registry is a dependency, which is not here to look into.</param>
    public static IEnumerable<Signal> Read(YamlMap file, bool fromOthers, ProblemList problems)
    {
        if (file.Find("imports")?.Value is not YamlMap map)
        {
            yield break;
        }

        var fields = new Fields(map, RegistryKeys.Imports);
        foreach (var (key, kind) in s_kinds)
        {
            foreach (var pattern in fields.Items(key).OfType<YamlScalar>().Where(s => !s.IsNull))
            {
                var found = KnownSignals.Matching(kind, pattern.Text.Trim());
                if (found.Count == 0 && !fromOthers)
                {
                    problems.Add(pattern.Location, Rules.UnknownReference, $"The semantic conventions have no {Word(kind)} {Quote.Of(pattern.Text)} to import.", Suggestions.Of(pattern.Text, KnownSignals.Matching(kind, "*").Select(s => s.Name)) is { } likely ? $"Did you mean {likely}?" : "Correct the name, or take it out of imports.");
                }

                foreach (var signal in found)
                {
                    yield return signal;
                }
            }
        }

        foreach (var pattern in fields.Items("attribute_groups").OfType<YamlScalar>().Where(s => !s.IsNull && !fromOthers && !KnownSignals.HasGroupMatching(s.Text.Trim())))
        {
            problems.Add(pattern.Location, Rules.UnknownReference, $"The semantic conventions have no attribute group {Quote.Of(pattern.Text)} to import.", "Correct the name, or take it out of imports.");
        }
    }

    private static string Word(SignalKind kind) => kind.ToString().ToLowerInvariant();
}
