using Upshot.Plan;
using Upshot.Plan.Keys;

namespace Upshot.Decide.Verification;

/// <summary>Whether attributes have only the values that the plan allows. One of another type is <see cref="TypeCheck"/>'s to tell.</summary>
internal static class AllowedValueCheck
{
    public static readonly CheckInfo Info = new("value-not-allowed", "An attribute has a value that the plan does not allow.", "Panels and alerts list the values they know; a new one falls through.");

    /// <summary>So many are told one by one, each with the value that was likely meant; of more the few that they begin with.</summary>
    private const int MostApart = 3;

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) => seen.AttributeValues()
        .Select(value => (value, Attribute: value.Signal.Attributes.FirstOrDefault(a => a.Name == value.Name)))
        .Where(v => v.Attribute is { Definition: { AllowedValues: { Count: > 0 } allowed } definition } && allowed.All(a => a.Value != v.value.Value.Text) && !TypeCheck.IsAnother(definition, v.value.Value))
        .GroupBy(v => (Where: new TelemetryLocation(v.value.Origin.Service, v.value.Origin.Scope.Name, v.value.Signal.Id, v.value.Name), v.value.Signal.Name, v.Attribute!.Definition), v => v.value.Value.Text)
        .SelectMany(found => Told(found.Key.Where, found.Key.Name, found.Key.Definition, [.. found]));

    private static IEnumerable<VerificationProblem> Told(TelemetryLocation where, string signal, AttributeDefinition definition, IReadOnlyList<string> values)
    {
        IReadOnlyList<string> allowed = [.. definition.AllowedValues.Select(v => v.Value)];
        var apart = values.CountBy(v => v).ToList();
        if (apart.Count > MostApart)
        {
            var some = string.Join(", ", apart.Take(MostApart).Select(v => $"'{Format.Shown(v.Key)}'"));
            yield return new(
                Info.Id,
                where,
                $"The attribute {where.Attribute} of {signal} has {apart.Count} values that are not among {Format.Some(allowed)}: {some} and {apart.Count - MostApart} more.",
                "Map them to allowed values; what has a value for each request or person belongs on no attribute that is counted by.")
            {
                Declared = definition.Location,
                Count = values.Count,
            };
            yield break;
        }

        foreach (var (value, count) in apart)
        {
            var likely = Suggestions.Of(value, allowed);
            yield return new(
                Info.Id,
                where,
                $"The attribute {where.Attribute} of {signal} has the value '{Format.Shown(value)}', which is not among {Format.Some(allowed)}.",
                likely is null ? "Map it to an allowed value, or add it to the members in the plan." : $"Was '{likely}' meant? Otherwise add the value to the members in the plan.")
            {
                Declared = definition.Location,
                Count = count,
            };
        }
    }
}
