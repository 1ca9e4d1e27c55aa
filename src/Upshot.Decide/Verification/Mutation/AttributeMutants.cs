using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Defects of a signal's attributes.</summary>
internal static class AttributeMutants
{
    public static IEnumerable<Mutant> Of(SignalEdit edit, MatchedTelemetry seen)
    {
        var signal = edit.Signal;
        var emitted = seen.AttributeValues().Where(v => v.Signal == signal).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var attribute in signal.Attributes.Where(a => emitted.Contains(a.Name)))
        {
            var what = $"attribute {attribute.Name} of {Format.Of(signal.Kind)} {signal.Name}";
            if (attribute.Requirement is RequirementLevel.Required or RequirementLevel.Recommended)
            {
                yield return new(new("attribute lost", what, "Declare it as required."), () => edit.Attributes(a => SignalEdit.Without(a, attribute.Name)));
            }

            yield return new(new("attribute renamed", what, "Declare it as required."), () => edit.Attributes(a => a.TryGetValue(attribute.Name, out var value) ? SignalEdit.With(SignalEdit.Without(a, attribute.Name), attribute.Name + "_mutant", value) : a));
            if (attribute.Definition.AtSource is null && Retyped(attribute.Definition.Type) is { } other)
            {
                yield return new(new("attribute retyped", what, "Declare its type."), () => edit.Attribute(attribute.Name, _ => other));
            }

            if (attribute.Definition.AllowedValues.Count > 0)
            {
                yield return new(new("value not allowed", what, "Declare its members."), () => edit.Attribute(attribute.Name, _ => CapturedValue.Of("mutant")));
            }

            if (attribute.Definition.Range is { } range)
            {
                yield return new(new("out of range", what, "Declare a narrower range."), () => edit.Attribute(attribute.Name, v => v.Type == "int" ? CapturedValue.Of((long)SignalMutants.Beyond(range)) : CapturedValue.Of(SignalMutants.Beyond(range))));
            }

            foreach (var scaled in ScaledMutants.OfAttribute(edit, attribute, what, seen))
            {
                yield return scaled;
            }
        }

        yield return new(new("undeclared attribute", $"{Format.Of(signal.Kind)} {signal.Name}", "Declare the signal's attributes."), () => edit.Attributes(a => SignalEdit.With(a, "shadow.mutant", CapturedValue.Of("x"))));
    }

    /// <summary>A value of another type; null where any type is right.</summary>
    private static CapturedValue? Retyped(string type) => type switch
    {
        "any" or "enum" or "" => null,
        _ when type.StartsWith("template", StringComparison.Ordinal) => null,
        "string" => CapturedValue.Of(1L),
        _ => CapturedValue.Of("1"),
    };
}
