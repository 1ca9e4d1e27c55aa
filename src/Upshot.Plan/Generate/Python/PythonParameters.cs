using System.Globalization;

namespace Upshot.Plan.Generate.Python;

/// <summary>Parameters in Python: how they are declared, and how their values are taken.</summary>
internal static class PythonParameters
{
    /// <summary><c>*, amount: float, note: Optional[str] = None</c>; <paramref name="demand"/> false: all may be left out.</summary>
    public static IEnumerable<string> Declared(IEnumerable<CallParameter> parameters, bool demand, params string[] more)
    {
        var all = parameters.Select(p => demand && p.IsRequired ? $"{PythonNames.Parameter(p)}: {TypeOf(p)}" : $"{PythonNames.Parameter(p)}: _Optional[{TypeOf(p)}] = None").Concat(more).ToList();
        return all.Count == 0 ? [] : all.Prepend("*");
    }

    /// <summary>
    /// Puts the values of attributes into the dictionary <c>_to</c>. A value of exactly the declared class goes in as it is; all others go through a
    /// function that turns or refuses them.
    /// </summary>
    public static void Put(SourceText text, IEnumerable<CallParameter> parameters, bool demand)
    {
        foreach (var parameter in parameters.Where(p => p.Attribute.Length > 0))
        {
            Put(text, PythonNames.Parameter(parameter), SourceText.Quoted(parameter.Attribute), parameter, demand && parameter.IsRequired);
        }
    }

    /// <summary>The value of a metric as it is recorded, or None.</summary>
    public static string Amount(CallParameter value, string instrument, string metric, bool mayBeNone)
    {
        var name = PythonNames.Parameter(value);
        var convert = value.Type switch { ValueType.Integer => "_whole_amount", ValueType.Duration => "_seconds", _ => "_amount" };
        var isOnlyUp = instrument is "counter" or "histogram";
        var taken = $"{convert}({SourceText.Quoted(metric)}, {name}, {(isOnlyUp ? "True" : "False")})";

        // What an instrument takes as it is goes there without a call.
        var plain = value.Type switch
        {
            ValueType.Integer => $"{name} if type({name}) is int and {(isOnlyUp ? $"0 <= {name} < 0x8000000000000000" : $"{name}.bit_length() < 64")} else ",
            ValueType.Duration => "",
            _ => $"{name} if type({name}) is float and {name} - {name} == 0.0{(isOnlyUp ? $" and {name} >= 0.0" : "")} else ",
        };
        return mayBeNone ? $"None if {name} is None else {plain}{taken}" : plain + taken;
    }

    public static string TypeOf(CallParameter parameter) => parameter.IsClassified
        ? $"{(parameter.Privacy == PrivacyClass.Secret ? "Secret" : "Personal")}[{Plain(parameter)}]"
        : Plain(parameter);

    /// <summary>Seconds as the unit counts them.</summary>
    public static string Times(string seconds, string unit) =>
        Units.PerSecond(unit) is { } factor && factor != 1 ? $"{seconds} * {factor.ToString("R", CultureInfo.InvariantCulture)}" : seconds;

    private static void Put(SourceText text, string name, string attribute, CallParameter parameter, bool isRequired)
    {
        if (parameter.Redaction is { } redaction)
        {
            if (redaction != Redaction.Drop)
            {
                Else(text, isRequired, name, $"{(redaction == Redaction.Mask ? "_put_mask" : "_put_hash")}(_to, {attribute}, {name})", isTested: false);
            }

            return;
        }

        var (test, value, otherwise) = parameter.Type switch
        {
            ValueType.Enum => ($"type({name}) is {PythonNames.Type(parameter.Enum!.Name)}", $"{name}._value_", $"_put_member(_to, {attribute}, {name}, {PythonNames.Type(parameter.Enum!.Name)})"),
            ValueType.Integer => ($"type({name}) is int and {name}.bit_length() < 64", name, $"_put_integer(_to, {attribute}, {name})"),
            ValueType.Number or ValueType.Money => ($"type({name}) is float and {name} - {name} == 0.0", name, $"_put_number(_to, {attribute}, {name})"),
            ValueType.Boolean => ($"type({name}) is bool", name, $"_put_boolean(_to, {attribute}, {name})"),
            ValueType.TextList => ("", "", $"_put_texts(_to, {attribute}, {name})"),
            ValueType.IntegerList => ("", "", $"_put_integers(_to, {attribute}, {name})"),
            ValueType.NumberList => ("", "", $"_put_numbers(_to, {attribute}, {name})"),
            ValueType.BooleanList => ("", "", $"_put_booleans(_to, {attribute}, {name})"),
            _ => ($"type({name}) is str and {name}.isascii()", name, $"_put_text(_to, {attribute}, {name})"),
        };
        if (test.Length > 0)
        {
            text.Line($"if {test}:").Indent().Line($"_to[{attribute}] = {value}").Outdent();
        }

        Else(text, isRequired, name, otherwise, test.Length > 0);
    }

    // What is not required may be None; what is required and None is said to be missing, by whoever takes it.
    private static void Else(SourceText text, bool isRequired, string name, string otherwise, bool isTested)
    {
        if (isRequired)
        {
            _ = isTested ? text.Line("else:").Indent().Line(otherwise).Outdent() : text.Line(otherwise);
        }
        else
        {
            text.Line($"{(isTested ? "elif" : "if")} {name} is not None:").Indent().Line(otherwise).Outdent();
        }
    }

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
