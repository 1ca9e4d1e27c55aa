namespace Upshot.Plan.Generate.CSharp;

/// <summary>Metrics: recording one, and the call of a metric that no span records.</summary>
internal static class MetricEmitter
{
    public static string Emit(MetricCall call, CSharpNames names)
    {
        var types = new CSharpTypes(names);
        var runtime = names.Full(names.Runtime);
        var code = CSharpFile.Begin(names);
        code.Open($"{names.Access} static partial class {names.Class}");
        code.Summary(call.Brief);
        code.Open($"{names.Access} static class {names.Call(call)}");
        CSharpFile.Signal(code, call);
        code.Summary("Whether anybody listens.");
        code.Line($"public static bool IsOn => {runtime}.M_{names.Call(call)}.Enabled && {runtime}.IsOn({runtime}.On_{names.Call(call)});");
        code.Line();
        code.Summary(call.Unit.Length > 0 ? $"In {call.Unit}." : "");
        var value = CSharpNames.Parameter(call.Value);
        var parameters = call.Attributes.Select(a => $"{types.Parameter(a, !a.IsRequired)} {CSharpNames.Parameter(a)}{(a.IsRequired ? "" : " = null")}");
        code.Open($"public static void {Verb(call)}({string.Join(", ", parameters.Prepend($"{types.Parameter(call.Value, false)} {value}"))})");
        code.Open("if (!IsOn)");
        code.Line("return;");
        code.Close();
        code.Line();
        Record(code, call, Number(call, value), [.. call.Attributes.Select(a => Tag(a, CSharpNames.Parameter(a), types)).OfType<MetricTag>()], names);
        code.Close();
        code.Close();
        code.Close();
        return CSharpFile.End(code, names);
    }

    public static string Verb(MetricCall call) => call.Instrument is "counter" or "updowncounter" ? "Add" : "Record";

    /// <summary>What is recorded of a given value that is there.</summary>
    public static string Number(MetricCall call, string value) => call.Value.Type switch
    {
        ValueType.Duration => Duration(call, value),
        ValueType.Money => $"(double){value}",
        _ => value,
    };

    /// <summary>A TimeSpan in the metric's unit.</summary>
    public static string Duration(MetricCall call, string time) => call.Unit switch
    {
        "s" => $"{time}.TotalSeconds",
        "ms" => $"{time}.TotalMilliseconds",
        _ => $"{time}.TotalSeconds * {CSharpText.Number(Units.PerSecond(call.Unit) ?? 1)}",
    };

    /// <summary>A parameter of the call, straight from the caller.</summary>
    private static MetricTag? Tag(CallParameter attribute, string value, CSharpTypes types)
    {
        if (attribute.IsRequired)
        {
            return types.Emit(attribute, value) is { } emitted ? new MetricTag(attribute.Attribute, types.Boxed(attribute, emitted), null) : null;
        }

        var bare = CSharpTypes.Given(value);
        return types.Emit(attribute, bare) is { } some ? new MetricTag(attribute.Attribute, types.Boxed(attribute, some), $"{value} is {{ }} {bare}") : null;
    }

    /// <summary>Up to three tags that are always there cost no memory as arguments; more go through a list on the stack.</summary>
    public static void Record(CodeWriter code, MetricCall call, string value, IReadOnlyList<MetricTag> tags, CSharpNames names)
    {
        var record = $"{names.Full(names.Runtime)}.M_{names.Call(call)}.{Verb(call)}";
        if (tags.Count <= 3 && tags.All(t => t.Condition is null))
        {
            code.Line($"{record}({string.Join(", ", tags.Select(t => $"new global::System.Collections.Generic.KeyValuePair<string, object?>({CSharpText.Literal(t.Name)}, {t.Value})").Prepend(value))});");
            return;
        }

        code.Line("var __tags = new global::System.Diagnostics.TagList();");
        foreach (var tag in tags)
        {
            code.Line($"{(tag.Condition is null ? "" : $"if ({tag.Condition}) ")}__tags.Add({CSharpText.Literal(tag.Name)}, {tag.Value});");
        }

        code.Line($"{record}({value}, in __tags);");
    }
}

/// <summary>A tag of a measurement: its value as an expression, and the condition under which it is there.</summary>
internal sealed record MetricTag(string Name, string Value, string? Condition);
