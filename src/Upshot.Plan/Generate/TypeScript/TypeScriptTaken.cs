using static Upshot.Plan.Generate.TypeScript.TypeScriptText;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>What a call takes, as a table: each property with the attribute or metric that it becomes, what the plan declares it to be, and whether it wants one.</summary>
internal static class TypeScriptTaken
{
    /// <summary>Of attributes. What is dropped at the source is not even looked at.</summary>
    public static string Attributes(string name, IEnumerable<CallParameter> parameters, int depth) =>
        Wrapped($"{name}[", parameters.Where(p => p.Attribute.Length > 0 && p.Redaction != Redaction.Drop).Select(p => Entry(p, p.Attribute, Redacted(p), p.IsRequired)), "]", depth);

    /// <summary>Of the values that a span's metrics record.</summary>
    public static string Amounts(string name, IEnumerable<MetricCall> metrics, int depth) =>
        Wrapped($"{name}[", metrics.Where(m => m.Source == MetricValue.Given).Select(m => Entry(m.Value, m.EmittedName, Amount(m), m.Value.IsRequired)), "]", depth);

    /// <summary>Of the one value that a metric by itself records.</summary>
    public static string Amount(string name, MetricCall metric) => $"{name}[{Entry(metric.Value, metric.EmittedName, Amount(metric), isRequired: true)}]";

    private static string Entry(CallParameter parameter, string becomes, string declared, bool isRequired) =>
        $"[{SourceText.Quoted(TypeScriptNames.Parameter(parameter))}, {SourceText.Quoted(becomes)}, {declared}, {(isRequired ? "true" : "false")}]";

    private static string Amount(MetricCall metric)
    {
        var declared = metric.IsInteger ? "declared.integer" : "declared.number";
        return metric.Instrument is "counter" or "histogram" ? $"declared.notBelowZero({declared})" : declared;
    }

    private static string Redacted(CallParameter parameter) => parameter.Redaction switch
    {
        Redaction.Mask => $"masked({Plain(parameter)})",
        Redaction.Hash => $"hashed({Plain(parameter)})",
        _ => Plain(parameter),
    };

    private static string Plain(CallParameter parameter) => parameter.Type switch
    {
        ValueType.Enum => $"declared.memberOf({SourceText.Quoted(TypeScriptNames.Type(parameter.Enum!.Name))}, {TypeScriptNames.Type(parameter.Enum!.Name)})",
        ValueType.Integer => "declared.integer",
        ValueType.Number or ValueType.Duration or ValueType.Money => "declared.number",
        ValueType.Boolean => "declared.boolean",
        ValueType.TextList => "declared.texts",
        ValueType.IntegerList => "declared.integers",
        ValueType.NumberList => "declared.numbers",
        ValueType.BooleanList => "declared.booleans",
        _ => "declared.text",
    };
}
