namespace Upshot.Plan.Generate.CSharp;

/// <summary>How values are written: as parameters, as what is kept, and as what is emitted.</summary>
internal sealed class CSharpTypes(CSharpNames names)
{
    /// <summary>The type that the caller gives.</summary>
    public string Parameter(CallParameter parameter, bool mayBeMissing)
    {
        var type = parameter.Type switch
        {
            ValueType.Integer => "long",
            ValueType.Number => "double",
            ValueType.Boolean => "bool",
            ValueType.Enum => names.Full(names.Enum(parameter.Enum!)),
            ValueType.Duration => "global::System.TimeSpan",
            ValueType.Money => "decimal",
            ValueType.TextList => "string[]",
            ValueType.IntegerList => "long[]",
            ValueType.NumberList => "double[]",
            ValueType.BooleanList => "bool[]",
            _ => "string",
        };
        if (parameter.IsClassified)
        {
            type = $"{names.Full(parameter.Privacy == PrivacyClass.Secret ? "Secret" : "Personal")}<{type}>";
        }

        return mayBeMissing ? type + "?" : type;
    }

    /// <summary>The type that is kept and emitted.</summary>
    public static string Emitted(CallParameter parameter, bool mayBeMissing)
    {
        var type = parameter switch
        {
            { IsClassified: false, Type: ValueType.Enum, Enum.IsInteger: true } => "long",
            { IsClassified: true } or { Type: ValueType.Text or ValueType.Enum } => "string",
            { Type: ValueType.Integer } => "long",
            { Type: ValueType.Number or ValueType.Duration or ValueType.Money } => "double",
            { Type: ValueType.Boolean } => "bool",
            { Type: ValueType.IntegerList } => "long[]",
            { Type: ValueType.NumberList } => "double[]",
            { Type: ValueType.BooleanList } => "bool[]",
            _ => "string[]",
        };

        // Text that was dropped is null, whatever the plan requires.
        return mayBeMissing || type == "string" || type.EndsWith("[]", StringComparison.Ordinal) ? type + "?" : type;
    }

    /// <summary>Whether there may be nothing to emit, whatever the plan requires: nobody gave it, or it is a number that telemetry cannot take.</summary>
    public static bool MayBeMissing(CallParameter parameter) => !parameter.IsRequired || MayBeRefused(parameter);

    public static bool MayBeRefused(CallParameter parameter) => parameter is { IsClassified: false, Type: ValueType.Number or ValueType.NumberList };

    /// <summary>From a given value that is there to what is emitted; null: nothing is.</summary>
    public string? Emit(CallParameter parameter, string value) => parameter switch
    {
        { Redaction: Redaction.Drop } => null,
        { Redaction: Redaction.Mask } => $"{names.Full(names.Runtime)}.Mask",
        { Redaction: Redaction.Hash } => $"{names.Full(names.Runtime)}.Hash({Text(parameter, value + ".Value")})",
        { Type: ValueType.Enum, Enum.IsInteger: true } => $"(long){value}",
        { Type: ValueType.Enum } => $"{names.Full(names.Runtime)}.Text({value})",
        _ => Finite(parameter, value),
    };

    /// <summary>The same for a value that may be missing.</summary>
    public string? EmitOptional(CallParameter parameter, string value) => parameter switch
    {
        { Redaction: Redaction.Drop } => null,
        { Redaction: Redaction.Mask } => $"{value} is null ? null : {names.Full(names.Runtime)}.Mask",
        { IsClassified: false, Type: ValueType.Enum, Enum.IsInteger: true } => $"{value} is {{ }} {Given(value)} ? (long?){Given(value)} : null",
        { IsClassified: true } or { Type: ValueType.Enum } => $"{value} is {{ }} {Given(value)} ? {Emit(parameter, Given(value))} : null",
        _ => Finite(parameter, value),
    };

    /// <summary>From what is kept to the object that a tag holds.</summary>
    public string Boxed(CallParameter parameter, string value) => Emitted(parameter, false) switch
    {
        "long" or "bool" => $"{names.Full(names.Runtime)}.Box({value})",
        _ => value,
    };

    /// <summary>A variable for a parameter's value that is there; no parameter and no other variable is called so.</summary>
    public static string Given(string parameter) => "__v_" + parameter.TrimStart('@');

    private string Finite(CallParameter parameter, string value) =>
        MayBeRefused(parameter) ? $"{names.Full(names.Runtime)}.Finite({CSharpText.Literal(parameter.Attribute)}, {value})" : value;

    private string Text(CallParameter parameter, string value) => parameter.Type == ValueType.Text ? value : $"{names.Full(names.Runtime)}.Text({value})";
}
