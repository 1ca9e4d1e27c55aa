using System.Globalization;

namespace Upshot.Plan.Generate.Python;

/// <summary>Parameters in Python: how they are declared, and what is emitted of them.</summary>
internal static class PythonParameters
{
    /// <summary><c>*, amount: float, note: Optional[str] = None</c>; <paramref name="demand"/> false: all may be left out.</summary>
    public static IEnumerable<string> Declared(IEnumerable<CallParameter> parameters, bool demand, params string[] more)
    {
        var all = parameters.Select(p => demand && p.IsRequired ? $"{PythonNames.Parameter(p)}: {TypeOf(p)}" : $"{PythonNames.Parameter(p)}: _Optional[{TypeOf(p)}] = None").Concat(more).ToList();
        return all.Count == 0 ? [] : all.Prepend("*");
    }

    /// <summary>The entries of a dictionary of attributes.</summary>
    public static IEnumerable<string> Entries(IEnumerable<CallParameter> parameters) =>
        parameters.Where(p => p.Attribute.Length > 0).Select(p => $"{SourceText.Quoted(p.Attribute)}: {Emitted(p)}");

    public static string Attributes(IEnumerable<CallParameter> parameters) => $"{{{string.Join(", ", Entries(parameters))}}}";

    /// <summary>A dictionary of the values that metrics record, by parameter.</summary>
    public static string Amounts(IEnumerable<CallParameter> parameters, bool demand) =>
        $"{{{string.Join(", ", parameters.Where(p => p.Attribute.Length == 0).Select(p => $"{SourceText.Quoted(p.Name.Snake)}: {Emitted(p, mayBeNone: !demand || !p.IsRequired)}"))}}}";

    public static string Emitted(CallParameter parameter, bool mayBeNone = true)
    {
        var name = PythonNames.Parameter(parameter);
        return parameter switch
        {
            { Redaction: Redaction.Drop } => $"_drop({name})",
            { Redaction: Redaction.Mask } => $"_mask({name})",
            { Redaction: Redaction.Hash } => $"_hash({name})",
            { Type: ValueType.Duration } => Unless(mayBeNone, name, Times($"{name}.total_seconds()", parameter.Unit)),
            { Type: ValueType.Money } => Unless(mayBeNone, name, $"float({name})"),
            _ => name,
        };
    }

    public static string TypeOf(CallParameter parameter) => parameter.IsClassified
        ? $"{(parameter.Privacy == PrivacyClass.Secret ? "Secret" : "Personal")}[{Plain(parameter)}]"
        : Plain(parameter);

    /// <summary>Seconds as the unit counts them.</summary>
    public static string Times(string seconds, string unit) =>
        Units.PerSecond(unit) is { } factor && factor != 1 ? $"{seconds} * {factor.ToString("R", CultureInfo.InvariantCulture)}" : seconds;

    private static string Unless(bool mayBeNone, string name, string value) => mayBeNone ? $"None if {name} is None else {value}" : value;

    private static string Plain(CallParameter parameter) => parameter.Type switch
    {
        ValueType.Enum => PythonNames.Type(parameter.Enum!.Name),
        ValueType.Integer => "int",
        ValueType.Number => "float",
        ValueType.Boolean => "bool",
        ValueType.Duration => "_timedelta",
        ValueType.Money => "_Union[_Decimal, float]",
        ValueType.TextList => "_Sequence[str]",
        ValueType.IntegerList => "_Sequence[int]",
        ValueType.NumberList => "_Sequence[float]",
        ValueType.BooleanList => "_Sequence[bool]",
        _ => "str",
    };
}
