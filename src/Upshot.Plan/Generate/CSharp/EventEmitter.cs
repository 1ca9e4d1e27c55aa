using System.Text.RegularExpressions;

namespace Upshot.Plan.Generate.CSharp;

/// <summary>
/// Structured log events: the state that a logger is given (one object, no boxing of structs, no reflection), and the call of an event
/// that no span writes.
/// </summary>
internal static class EventEmitter
{
    private const string Pair = "global::System.Collections.Generic.KeyValuePair<string, object?>";

    /// <param name="uses">The event as each span writes it; none: it stands for itself. What one of them may leave out may be missing.</param>
    public static string EmitState(EventCall call, IReadOnlyList<EventCall> uses, CSharpNames names)
    {
        var isOfSpan = uses.Count > 0;
        var types = new CSharpTypes(names);
        var state = State(call, names);
        var parts = call.Attributes
            .Where(a => types.Emit(a, "x") is not null)
            .Select(a => a with { IsRequired = isOfSpan ? uses.All(u => u.Attributes.Any(o => o.Attribute == a.Attribute && o.IsRequired && o.Moment == AttributeMoment.Start)) : a.IsRequired })
            .ToList();
        return CSharpFile.Of(names, CSharpTemplate.Of($$"""
            {{CSharpText.Summary($"The state of the log event {call.EmittedName}.")}}
            internal sealed class {{state}} : global::System.Collections.Generic.IReadOnlyList<{{Pair}}>
            {
                internal static readonly global::Microsoft.Extensions.Logging.EventId Id = new({{call.EventId}}, {{CSharpText.Literal(call.EmittedName)}});
                internal static readonly global::System.Func<{{state}}, global::System.Exception?, string> Format = static (state, _) => state.ToString();

                {{parts.Select(part => $"internal {CSharpTypes.Emitted(part, !part.IsRequired)} {Field(part)};")}}
                {{(isOfSpan ? "internal string __outcome = \"\";" : "")}}
                {{(call.CarriesErrorType ? "internal string? __errorType;" : "")}}

                {{Indexer(call, parts, isOfSpan, types)}}

                public override string ToString() => string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $"{{Message(call, parts, isOfSpan, names)}}");

                public global::System.Collections.Generic.IEnumerator<{{Pair}}> GetEnumerator()
                {
                    for (var i = 0; i < Count; i++)
                    {
                        yield return this[i];
                    }
                }

                global::System.Collections.IEnumerator global::System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
            }
            """));
    }

    public static string EmitCall(EventCall call, CSharpNames names, Redaction? exceptions)
    {
        var types = new CSharpTypes(names);
        var (runtime, state) = (names.Full(names.Runtime), names.Full(State(call, names)));
        var parameters = call.Attributes.Select(a => $"{types.Parameter(a, !a.IsRequired)} {CSharpNames.Parameter(a)}{(a.IsRequired ? "" : " = null")}").Append("global::System.Exception? exception = null");
        var given = call.Attributes
            .Select(a => (Attribute: a, Value: a.IsRequired ? types.Emit(a, CSharpNames.Parameter(a)) : types.EmitOptional(a, CSharpNames.Parameter(a))))
            .Where(a => a.Value is not null);
        return CSharpFile.Of(names, CSharpTemplate.Of($$"""
            {{names.Access}} static partial class {{names.Class}}
            {
                {{CSharpText.Summary(call.Brief)}}
                {{names.Access}} static class {{names.Call(call)}}
                {
                    {{CSharpFile.Signal(call)}}

                    /// <summary>Writes the event.</summary>
                    public static void Write({{string.Join(", ", parameters)}})
                    {
                        if ({{runtime}}.Logger is not { } __logger || !__logger.IsEnabled(global::Microsoft.Extensions.Logging.LogLevel.Information) || !{{runtime}}.IsOn({{runtime}}.On_{{names.Call(call)}}))
                        {
                            return;
                        }

                        __logger.Log(global::Microsoft.Extensions.Logging.LogLevel.Information, {{state}}.Id, new {{state}}
                        {
                            {{given.Select(a => $"{Field(a.Attribute)} = {a.Value},")}}
                        }, {{(exceptions is null ? "exception" : "null")}}, {{state}}.Format);
                    }
                }
            }
            """));
    }

    public static string State(EventCall call, CSharpNames names) => $"{names.Class}{names.Call(call)}Event";

    /// <summary>Where the state keeps an attribute. Spans may call its parameter differently; this is the same for all of them.</summary>
    public static string Field(CallParameter attribute) => "_" + CallName.Of(attribute.Attribute).Camel;

    private static string Indexer(EventCall call, List<CallParameter> parts, bool isOfSpan, CSharpTypes types)
    {
        var always = parts
            .Where(p => p.IsRequired)
            .Select(p => (Name: p.Attribute, Value: types.Boxed(p, Field(p))))
            .Concat(isOfSpan ? [(Name: CallSites.OutcomeAttribute, Value: "__outcome")] : [])
            .Append((Name: CallSites.SignalAttribute, Value: CSharpText.Literal(call.Contract)))
            .ToList();
        var missing = parts
            .Where(p => !p.IsRequired)
            .Select(p => (Name: p.Attribute, Field: Field(p), Value: types.Boxed(p, CSharpTypes.Emitted(p, false) is "long" or "bool" or "double" ? Field(p) + ".Value" : Field(p))))
            .Concat(call.CarriesErrorType ? [(Name: CallSites.ErrorTypeAttribute, Field: "__errorType", Value: "__errorType")] : [])
            .ToList();

        // The template stands last, as loggers expect it.
        return CSharpTemplate.Of($$"""
            public int Count => {{always.Count + 1}}{{string.Concat(missing.Select(m => $" + ({m.Field} is null ? 0 : 1)"))}};

            public {{Pair}} this[int index]
            {
                get
                {
                    switch (index)
                    {
                        {{always.Select((part, i) => $"case {i}: return new({CSharpText.Literal(part.Name)}, {part.Value});")}}
                    }

                    index -= {{always.Count}};
                    {{missing.Select(part => $"if ({part.Field} is not null && index-- == 0) return new({CSharpText.Literal(part.Name)}, {part.Value});")}}
                    if (index == 0) return new("{OriginalFormat}", {{CSharpText.Literal(call.Message)}});
                    throw new global::System.ArgumentOutOfRangeException(nameof(index));
                }
            }
            """);
    }

    private static string Message(EventCall call, List<CallParameter> parts, bool isOfSpan, CSharpNames names)
    {
        var text = new System.Text.StringBuilder();
        var end = 0;
        foreach (Match match in Regex.Matches(call.Message, @"\{([^{}]+)\}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
        {
            text.Append(CSharpText.Interpolated(call.Message.Substring(end, match.Index - end)));
            end = match.Index + match.Length;
            text.Append(match.Groups[1].Value switch
            {
                CallSites.OutcomeAttribute when isOfSpan => "{__outcome}",
                CallSites.ErrorTypeAttribute when call.CarriesErrorType => "{__errorType}",
                var name when parts.FirstOrDefault(p => p.Attribute == name) is { } part => CSharpTypes.Emitted(part, false) is "string?" or "long"
                    ? $"{{{Field(part)}}}"
                    : $"{{({Field(part)} is {{ }} {CSharpTypes.Given(Field(part))} ? {names.Full(names.Runtime)}.Text({CSharpTypes.Given(Field(part))}) : \"\")}}",

                // A value that is dropped at the source leaves its place empty.
                var name when call.Attributes.Any(a => a.Attribute == name) => "",
                _ => CSharpText.Interpolated(match.Value),
            });
        }

        return text.Append(CSharpText.Interpolated(call.Message.Substring(end))).ToString();
    }
}
