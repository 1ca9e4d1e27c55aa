using System.Globalization;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>Parameters in TypeScript: properties of one object.</summary>
internal static class TypeScriptParameters
{
    /// <summary>An interface; <paramref name="demand"/> false: all may be left out.</summary>
    public static string Declared(CallParameter parameter, bool demand) =>
        $"readonly {TypeScriptNames.Parameter(parameter)}{(demand && parameter.IsRequired ? $": {TypeOf(parameter)}" : $"?: {TypeOf(parameter)} | undefined")};";

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

    /// <summary>Of an object. Without the brackets this one would be the object's prototype.</summary>
    public static string Key(string attribute) => attribute == "__proto__" ? "[\"__proto__\"]" : SourceText.Quoted(attribute);

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
