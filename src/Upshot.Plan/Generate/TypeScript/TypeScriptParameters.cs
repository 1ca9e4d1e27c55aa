using System.Globalization;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>Parameters in TypeScript: properties of one object.</summary>
internal static class TypeScriptParameters
{
    /// <summary>An interface; <paramref name="demand"/> false: all may be left out.</summary>
    public static string Declared(CallParameter parameter, bool demand) =>
        $"readonly {TypeScriptNames.Parameter(parameter)}{(demand && parameter.IsRequired ? $": {TypeOf(parameter)}" : $"?: {TypeOf(parameter)} | undefined")};";

    /// <summary>An object of attributes, read from <c>values</c>.</summary>
    public static string Attributes(IEnumerable<CallParameter> parameters) =>
        Object(Entries(parameters));

    public static IEnumerable<string> Entries(IEnumerable<CallParameter> parameters) =>
        parameters.Where(p => p.Attribute.Length > 0).Select(p => $"{Key(p.Attribute)}: {Emitted(p)}");

    /// <summary>An object of what metrics record, by parameter.</summary>
    public static string Amounts(IEnumerable<CallParameter> parameters) =>
        Object(parameters.Where(p => p.Attribute.Length == 0).Select(p => $"{SourceText.Quoted(p.Name.Snake)}: {Emitted(p)}"));

    public static string TypeOf(CallParameter parameter) => parameter.IsClassified
        ? $"{(parameter.Privacy == PrivacyClass.Secret ? "Secret" : "Personal")}<{Plain(parameter)}>"
        : Plain(parameter);

    /// <summary>Of a duration in milliseconds, as the metric counts it.</summary>
    public static string FromMilliseconds(string unit)
    {
        var perMillisecond = (Units.PerSecond(unit) ?? 1) / 1000;
        return perMillisecond == 1 ? "milliseconds"
            : perMillisecond > 1
            ? $"milliseconds * {perMillisecond.ToString("R", CultureInfo.InvariantCulture)}"
            : $"milliseconds / {Math.Round(1 / perMillisecond).ToString("R", CultureInfo.InvariantCulture)}";
    }

    // Without the brackets this one would be the object's prototype.
    private static string Key(string attribute) => attribute == "__proto__" ? "[\"__proto__\"]" : SourceText.Quoted(attribute);

    private static string Emitted(CallParameter parameter)
    {
        var value = $"values.{TypeScriptNames.Parameter(parameter)}";
        return parameter.Redaction switch
        {
            Redaction.Drop => $"drop({value})",
            Redaction.Mask => $"mask({value})",
            Redaction.Hash => $"hash({value})",
            _ => value,
        };
    }

    private static string Object(IEnumerable<string> entries)
    {
        var all = string.Join(", ", entries);
        return all.Length == 0 ? "{}" : $"{{ {all} }}";
    }

    private static string Plain(CallParameter parameter) => parameter.Type switch
    {
        ValueType.Enum => TypeScriptNames.Type(parameter.Enum!.Name),
        ValueType.Integer or ValueType.Number or ValueType.Duration or ValueType.Money => "number",
        ValueType.Boolean => "boolean",
        ValueType.TextList => "readonly string[]",
        ValueType.IntegerList or ValueType.NumberList => "readonly number[]",
        ValueType.BooleanList => "readonly boolean[]",
        _ => "string",
    };
}
