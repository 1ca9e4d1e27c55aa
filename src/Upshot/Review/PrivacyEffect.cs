using Upshot.Plan;
using Upshot.Plan.Diff;

namespace Upshot.Review;

/// <summary>What a change means for what is known about people.</summary>
/// <param name="Wider">More is known, or kept longer in the clear, than before.</param>
internal sealed record PrivacyEffect(string Attribute, string Text, bool Wider);

internal static class PrivacyEffects
{
    public static IReadOnlyList<PrivacyEffect> Of(PlanDifference difference, ProductPlan before, PlanReading after)
    {
        var effects = new List<PrivacyEffect>();
        var known = before.Attributes.ToDictionary(a => a.Name);
        var carried = after.Plan.Signals.SelectMany(s => s.Attributes.Select(a => (a.Name, Signal: s.Name))).ToLookup(a => a.Name, a => a.Signal);

        // What was renamed, and says so, is known as before: under its new name, on a signal of whatever name.
        var renamed = Renames(difference, c => c.What == "attribute" && c.Field.Length == 0).Concat(Renames(difference, c => c.Field.StartsWith("attribute ", StringComparison.Ordinal))).ToLookup(r => r.From, r => r.To);
        var signals = Renames(difference, c => c.What is "span" or "metric" or "event").ToLookup(r => r.From, r => r.To);
        var carriedBefore = before.Signals.SelectMany(s => s.Attributes.SelectMany(a => renamed[a.Name].Append(a.Name).SelectMany(name => signals[s.Name].Append(s.Name).Select(signal => (name, signal))))).ToHashSet();
        foreach (var attribute in after.Plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition).DistinctBy(a => a.Name).OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            if (attribute.Privacy is PrivacyClass.Personal or PrivacyClass.Secret)
            {
                var fresh = carried[attribute.Name].Where(s => !carriedBefore.Contains((attribute.Name, s))).Distinct().ToList();
                if (fresh.Count > 0)
                {
                    effects.Add(new(attribute.Name, $"is {attribute.Privacy.ToString()!.ToLowerInvariant()} and is newly carried by {string.Join(", ", fresh)}; its values are {Handling(attribute)} at the source", true));
                }
            }

            if (known.TryGetValue(attribute.Name, out var was) && (was.Privacy != attribute.Privacy || was.Redaction != attribute.Redaction))
            {
                effects.Add(new(attribute.Name, $"was {Says(was)} and is {Says(attribute)}: values were {Handling(was)}, and are {Handling(attribute)} now", Rank(attribute) < Rank(was)));
            }
        }

        effects.AddRange(after.Problems
            .Where(p => p.Rule == "personal-without-privacy")
            .Where(p => !renamed.SelectMany(r => r).Any(name => p.Message.Contains($"'{name}'", StringComparison.Ordinal)))
            .Where(p => difference.Changes.Any(c => c.What == "attribute" && c.Kind == ChangeKind.Added && p.Message.Contains($"'{c.Name}'", StringComparison.Ordinal)))
            .Select(p => new PrivacyEffect("", p.Message, true)));
        return effects;
    }

    private static IEnumerable<(string From, string To)> Renames(PlanDifference difference, Func<PlanChange, bool> which) =>
        difference.Changes.Where(c => c.Kind == ChangeKind.Renamed && which(c)).Select(c => (c.Before, c.After));

    private static string Says(AttributeDefinition attribute) => attribute.Privacy?.ToString().ToLowerInvariant() ?? "unclassified";

    private static string Handling(AttributeDefinition attribute) => attribute.AtSource switch
    {
        null => "kept as they are",
        Redaction.Drop => "dropped",
        Redaction.Mask => "masked",
        _ => "hashed",
    };

    /// <summary>How much of the value is hidden.</summary>
    private static int Rank(AttributeDefinition attribute) => Handling(attribute) switch { "kept as they are" => 0, "hashed" => 1, "masked" => 2, _ => 3 };
}
