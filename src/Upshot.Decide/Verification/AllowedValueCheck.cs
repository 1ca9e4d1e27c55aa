using Upshot.Plan.Keys;

namespace Upshot.Decide.Verification;

/// <summary>Whether attributes have only the values that the plan allows. One of another type is <see cref="TypeCheck"/>'s to tell.</summary>
internal static class AllowedValueCheck
{
    public static readonly CheckInfo Info = new("value-not-allowed", "An attribute has a value that the plan does not allow.", "Panels and alerts list the values they know; a new one falls through.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var (signal, origin, name, value) in seen.AttributeValues())
        {
            if (signal.Attributes.FirstOrDefault(a => a.Name == name) is not { Definition.AllowedValues: { Count: > 0 } allowed } attribute || allowed.Any(v => v.Value == value.Text) || TypeCheck.IsAnother(attribute.Definition, value))
            {
                continue;
            }

            var likely = Suggestions.Of(value.Text, allowed.Select(v => v.Value));
            yield return new(
                Info.Id,
                new(origin.Service, origin.Scope.Name, signal.Id, name),
                $"The attribute {name} of {signal.Name} has the value '{Format.Shown(value.Text)}', which is not among {Format.Some([.. allowed.Select(v => v.Value)])}.",
                likely is null ? "Map it to an allowed value, or add it to the members in the plan." : $"Was '{likely}' meant? Otherwise add the value to the members in the plan.")
            {
                Declared = attribute.Definition.Location,
            };
        }
    }
}
