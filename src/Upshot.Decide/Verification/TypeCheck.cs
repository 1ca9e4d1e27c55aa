using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Whether attributes have the types that the plan declares.</summary>
internal static class TypeCheck
{
    public static readonly CheckInfo Info = new("wrong-type", "An attribute has another type than declared.", "A number that is sent as text cannot be compared, summed or drawn.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var (signal, origin, name, value) in seen.AttributeValues())
        {
            if (signal.Attributes.FirstOrDefault(a => a.Name == name) is { } attribute && IsAnother(attribute.Definition, value))
            {
                yield return new(
                    Info.Id,
                    new(origin.Service, origin.Scope.Name, signal.Id, name),
                    $"The attribute {name} of {signal.Name} is {Format.A(value.Type)}; the plan declares {Format.A(TypeOf(attribute.Definition))}.",
                    $"Set it as {Format.A(TypeOf(attribute.Definition))}; if the new type is wanted, raise the signal's version and declare a migration.")
                {
                    Declared = attribute.Definition.Location.File.Length > 0 ? attribute.Definition.Location : attribute.Location,
                };
            }
        }
    }

    /// <summary>Whether a value has another type than declared. A redacted one is a text, whatever it was.</summary>
    public static bool IsAnother(AttributeDefinition declared, CapturedValue value) => declared.AtSource is null && !Fits(declared, value);

    // What the members of an enum are is its type.
    private static string TypeOf(AttributeDefinition declared) => declared.Type != "enum" ? declared.Type : declared.IsIntegerEnum ? "int" : "string";

    private static bool Fits(AttributeDefinition declared, CapturedValue value) => declared.Type switch
    {
        "any" or "" => true,
        "enum" => declared.IsIntegerEnum ? value.Type == "int" : value.Type is "string" or "boolean",

        // JavaScript sends whole numbers as integers, wherever they come from.
        "double" => value.Type is "double" or "int",
        "double[]" => value.Type is "double[]" or "int[]" or "mixed[]" or "[]",
        var type when type.StartsWith("template", StringComparison.Ordinal) => true,
        var type when type.EndsWith("[]", StringComparison.Ordinal) => value.Type == type || value.Type == "[]",
        var type => value.Type == type,
    };
}
