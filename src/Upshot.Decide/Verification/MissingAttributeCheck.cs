using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>Attributes that the plan requires and that are not there.</summary>
internal static class MissingAttributeCheck
{
    public static readonly CheckInfo Info = new("missing-attribute", "A required attribute is missing, or a recommended one was never seen.", "Whoever groups or filters by it loses these items without noticing.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        var leftOut = new LeftOutValues(seen.Captured);
        foreach (var (signal, origin, attributes) in seen.AttributeSets())
        {
            foreach (var attribute in signal.Attributes.Where(a => a.Requirement == RequirementLevel.Required && !IsSet(a, attributes.Keys) && !IsDropped(a) && !IsUnknown(a, attributes)))
            {
                var likely = NameSuggestions.Of(attribute.Name, [.. attributes.Keys.Where(name => signal.Attributes.All(a => a.Name != name) && !Contract.IsOwn(name))]);
                var why = leftOut.Why(origin.Service, attribute.Name);
                yield return new(
                    Info.Id,
                    new(origin.Service, origin.Scope.Name, signal.Id, attribute.Name),
                    $"The required attribute {attribute.Name} is missing on {signal.Name}{(why is null ? "" : $": generated code left a value out, as {why}")}.",
                    (why, likely) switch
                    {
                        ({ }, _) => "Pass what the plan declares; a type checker finds such calls.",
                        (_, { }) => $"{likely} is set instead: emit it as {attribute.Name}.",
                        _ => "Set it on every path that emits the signal, or declare it with a weaker requirement_level.",
                    })
                {
                    Declared = attribute.Location,
                };
            }
        }

        var ever = seen.AttributeValues().Select(v => (v.Signal.Id, v.Name)).Distinct().ToLookup(v => v.Id, v => v.Name);
        foreach (var signal in seen.Occurrences().Select(o => o.Signal).Distinct())
        {
            foreach (var attribute in signal.Attributes.Where(a => a.Requirement == RequirementLevel.Recommended && !IsSet(a, ever[signal.Id]) && !IsDropped(a)))
            {
                yield return new(
                    Info.Id,
                    new("", "", signal.Id, attribute.Name),
                    $"The attribute {attribute.Name} was never set on {signal.Name}.",
                    "Set it, exercise the path that does, or declare it as opt_in or conditionally_required.")
                {
                    Declared = attribute.Location,
                };
            }
        }
    }

    /// <summary>A template, such as http.request.header, is set by any attribute below its name.</summary>
    private static bool IsSet(SignalAttribute attribute, IEnumerable<string> names) => attribute.Definition.Type.StartsWith("template", StringComparison.Ordinal)
        ? names.Any(name => name.StartsWith(attribute.Name + ".", StringComparison.Ordinal))
        : names.Contains(attribute.Name, StringComparer.Ordinal);

    /// <summary>What is dropped at the source is rightly not there.</summary>
    private static bool IsDropped(SignalAttribute attribute) => attribute.Definition.AtSource == Redaction.Drop;

    /// <summary>What is known only at the end need not be known by what failed before.</summary>
    private static bool IsUnknown(SignalAttribute attribute, IReadOnlyDictionary<string, CapturedValue> attributes) =>
        attribute.SetAt == AttributeMoment.End && attributes.TryGetValue(CallSites.OutcomeAttribute, out var outcome) && outcome.Text != "success";
}
