namespace Upshot.Plan.Generate.CSharp;

/// <summary>Metrics: recording one, and the call of a metric that no span records.</summary>
internal static class MetricEmitter
{
    public static string Emit(MetricCall call, CSharpNames names)
    {
        var types = new CSharpTypes(names);
        var (name, runtime) = (names.Call(call), names.Full(names.Runtime));
        var value = CSharpNames.Parameter(call.Value);
        var parameters = call.Attributes.Select(a => $"{types.Parameter(a, !a.IsRequired)} {CSharpNames.Parameter(a)}{(a.IsRequired ? "" : " = null")}").Prepend($"{types.Parameter(call.Value, false)} {value}");
        var tags = call.Attributes.Select(a => Tag(a, CSharpNames.Parameter(a), types)).OfType<MetricTag>().ToList();
        return CSharpFile.Of(names, CSharpTemplate.Of($$"""
            {{names.Access}} static partial class {{names.Class}}
            {
                {{CSharpText.Summary(call.Brief)}}
                {{names.Access}} static class {{name}}
                {
                    {{CSharpFile.Signal(call)}}

                    /// <summary>Whether anybody listens.</summary>
                    public static bool IsOn => {{runtime}}.M_{{name}}.Enabled && {{runtime}}.IsOn({{runtime}}.On_{{name}});

                    {{CSharpText.Summary(call.Unit.Length > 0 ? $"In {call.Unit}." : "")}}
                    public static void {{Verb(call)}}({{string.Join(", ", parameters)}})
                    {
                        if (!IsOn)
                        {
                            return;
                        }

                        {{Record(call, Number(call, value), tags, names)}}
                    }
                }
            }
            """));
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
    public static string Record(MetricCall call, string value, IReadOnlyList<MetricTag> tags, CSharpNames names)
    {
        var record = $"{names.Full(names.Runtime)}.M_{names.Call(call)}.{Verb(call)}";
        return tags.Count <= 3 && tags.All(t => t.Condition is null)
            ? $"{record}({string.Join(", ", tags.Select(t => $"new global::System.Collections.Generic.KeyValuePair<string, object?>({CSharpText.Literal(t.Name)}, {t.Value})").Prepend(value))});"
            : CSharpTemplate.Of($$"""
                var __tags = new global::System.Diagnostics.TagList();
                {{tags.Select(tag => $"{(tag.Condition is null ? "" : $"if ({tag.Condition}) ")}__tags.Add({CSharpText.Literal(tag.Name)}, {tag.Value});")}}
                {{record}}({{value}}, in __tags);
                """);
    }
}

/// <summary>A tag of a measurement: its value as an expression, and the condition under which it is there.</summary>
internal sealed record MetricTag(string Name, string Value, string? Condition);
