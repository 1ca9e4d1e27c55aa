namespace Upshot.Plan.Generate.CSharp;

/// <summary>Metrics: recording one, and the call of a metric that no span records.</summary>
internal static class MetricEmitter
{
    public static string Emit(MetricCall call, CSharpNames names)
    {
        var types = new CSharpTypes(names);
        var (name, runtime) = (names.Call(call), names.Full(names.Runtime));
        var value = CSharpNames.Parameter(call.Value);
        var parameters = call.Attributes.Select(a => $"{types.Parameter(a, !a.IsRequired)} {CSharpNames.Parameter(a)}{(a.IsRequired ? "" : " = null")}").Prepend($"{types.Parameter(call.Value, false)} {value}").ToList();
        var tags = call.Attributes.Select(a => Tag(a, CSharpNames.Parameter(a), types)).OfType<MetricTag>().ToList();
        return CSharpFile.Of(names, CSharpTemplate.Of($$"""
            {{names.Access}} static partial class {{names.Class}}
            {
                {{CSharpText.Summary(call.Brief)}}
                {{names.Access}} static class {{name}}
                {
                    {{CSharpFile.Signal(call)}}

                    /// <summary>Whether anybody listens.</summary>
                    public static bool IsOn => {{RuntimeEmitter.Named(call, isAlone: true, names)}}.Enabled && {{runtime}}.IsOn({{runtime}}.On_{{name}});

                    {{CSharpText.Summary(call.Unit.Length > 0 ? $"In {call.Unit}." : "")}}
                    public static void {{Verb(call)}}({{string.Join(", ", parameters)}})
                    {
                        if (IsOn)
                        {
                            __Take({{string.Join(", ", call.Attributes.Select(CSharpNames.Parameter).Prepend(value))}});
                        }
                    }
                    {{(RuntimeEmitter.IsObservable(call) ? "\n" + Observing(call, names, parameters, tags) : "")}}

                    private static void __Take({{string.Join(", ", parameters.Select(p => p.Replace(" = null", "")))}})
                    {
                        try
                        {
                            if ({{Takes(call, Number(call, value), names)}})
                            {
                                {{Record(call, Number(call, value), tags, names, isAlone: true)}}
                            }
                        }
                        catch (global::System.Exception __trouble)
                        {
                            {{runtime}}.Failed({{CSharpText.Literal(call.EmittedName)}}, __trouble);
                        }
                    }
                }
            }
            """));
    }

    /// <summary>Whether the instrument can take what was given.</summary>
    public static string Takes(MetricCall call, string number, CSharpNames names) =>
        $"{names.Full(names.Runtime)}.Takes({CSharpText.Literal(call.EmittedName)}, {number}, {RuntimeEmitter.IsOnlyUp(call)})";

    // The same metric, read when it is collected.
    private static string Observing(MetricCall call, CSharpNames names, IEnumerable<string> parameters, List<MetricTag> tags)
    {
        var measurement = $"global::System.Diagnostics.Metrics.Measurement<{RuntimeEmitter.Number(call)}>";
        var observed = $"{names.Full(names.Runtime)}.O_{names.Call(call)}";
        var value = CSharpNames.Parameter(call.Value);
        return call.Attributes.Count == 0
            ? CSharpTemplate.Of($$"""
                /// <summary>Reads it whenever metrics are collected, until what this answers with is disposed.</summary>
                public static global::System.IDisposable Observe(global::System.Func<{{new CSharpTypes(names).Parameter(call.Value, false)}}> read) => {{observed}}.Add(() => [new {{measurement}}({{Number(call, "read()")}})]);
                """)
            : CSharpTemplate.Of($$"""
                /// <summary>Reads it whenever metrics are collected, until what this answers with is disposed; <paramref name="read"/> answers with a <c>Reading(…)</c> for each set of attributes.</summary>
                public static global::System.IDisposable Observe(global::System.Func<global::System.Collections.Generic.IEnumerable<{{measurement}}>> read) => {{observed}}.Add(read);

                /// <summary>What an observation answers with.</summary>
                public static {{measurement}} Reading({{string.Join(", ", parameters)}})
                {
                    var __tags = new global::System.Collections.Generic.List<global::System.Collections.Generic.KeyValuePair<string, object?>>();
                    {{tags.Select(tag => $"{(tag.Condition is null ? "" : $"if ({tag.Condition}) ")}__tags.Add(new({CSharpText.Literal(tag.Name)}, {tag.Value}));")}}
                    return new({{Number(call, value)}}, __tags);
                }
                """);
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
        if (CSharpTypes.MayBeRefused(attribute))
        {
            var taken = CSharpTypes.Given(value);
            return new MetricTag(attribute.Attribute, types.Boxed(attribute, taken), $"{types.EmitOptional(attribute, value)} is {{ }} {taken}");
        }

        if (attribute.IsRequired)
        {
            return types.Emit(attribute, value) is { } emitted ? new MetricTag(attribute.Attribute, types.Boxed(attribute, emitted), null) : null;
        }

        var bare = CSharpTypes.Given(value);
        return types.Emit(attribute, bare) is { } some ? new MetricTag(attribute.Attribute, types.Boxed(attribute, some), $"{value} is {{ }} {bare}") : null;
    }

    /// <summary>Up to three tags that are always there cost no memory as arguments; more go through a list on the stack.</summary>
    public static string Record(MetricCall call, string value, IReadOnlyList<MetricTag> tags, CSharpNames names, bool isAlone)
    {
        var record = $"{RuntimeEmitter.Named(call, isAlone, names)}.{Verb(call)}";
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
