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
        var code = CSharpFile.Begin(names);
        code.Summary($"The state of the log event {call.EmittedName}.");
        code.Open($"internal sealed class {State(call, names)} : global::System.Collections.Generic.IReadOnlyList<{Pair}>");
        code.Line($"internal static readonly global::Microsoft.Extensions.Logging.EventId Id = new({call.EventId}, {CSharpText.Literal(call.EmittedName)});");
        code.Line($"internal static readonly global::System.Func<{State(call, names)}, global::System.Exception?, string> Format = static (state, _) => state.ToString();");
        code.Line();
        var parts = call.Attributes
            .Where(a => types.Emit(a, "x") is not null)
            .Select(a => a with { IsRequired = isOfSpan ? uses.All(u => u.Attributes.Any(o => o.Attribute == a.Attribute && o.IsRequired && o.Moment == AttributeMoment.Start)) : a.IsRequired })
            .ToList();
        foreach (var part in parts)
        {
            code.Line($"internal {CSharpTypes.Emitted(part, !part.IsRequired)} {Field(part)};");
        }

        if (isOfSpan)
        {
            code.Line("internal string __outcome = \"\";");
        }

        if (call.CarriesErrorType)
        {
            code.Line("internal string? __errorType;");
        }

        code.Line();
        Indexer(code, call, parts, isOfSpan, types);
        code.Line();
        code.Line($"public override string ToString() => string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $\"{Message(call, parts, isOfSpan, names)}\");");
        code.Line();
        code.Open($"public global::System.Collections.Generic.IEnumerator<{Pair}> GetEnumerator()");
        code.Open("for (var i = 0; i < Count; i++)");
        code.Line("yield return this[i];");
        code.Close();
        code.Close();
        code.Line();
        code.Line("global::System.Collections.IEnumerator global::System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();");
        code.Close();
        return CSharpFile.End(code, names);
    }

    public static string EmitCall(EventCall call, CSharpNames names)
    {
        var types = new CSharpTypes(names);
        var runtime = names.Full(names.Runtime);
        var code = CSharpFile.Begin(names);
        code.Open($"{names.Access} static partial class {names.Class}");
        code.Summary(call.Brief);
        code.Open($"{names.Access} static class {names.Call(call)}");
        CSharpFile.Signal(code, call);
        code.Summary("Writes the event.");
        var parameters = call.Attributes.Select(a => $"{types.Parameter(a, !a.IsRequired)} {CSharpNames.Parameter(a)}{(a.IsRequired ? "" : " = null")}")
            .Append("global::System.Exception? exception = null");
        code.Open($"public static void Write({string.Join(", ", parameters)})");
        code.Open($"if ({runtime}.Logger is not {{ }} __logger || !__logger.IsEnabled(global::Microsoft.Extensions.Logging.LogLevel.Information) || !{runtime}.IsOn({runtime}.On_{names.Call(call)}))");
        code.Line("return;");
        code.Close();
        code.Line();
        code.Line($"__logger.Log(global::Microsoft.Extensions.Logging.LogLevel.Information, {names.Full(State(call, names))}.Id, new {names.Full(State(call, names))}");
        code.Line("{");
        foreach (var attribute in call.Attributes)
        {
            var parameter = CSharpNames.Parameter(attribute);
            if ((attribute.IsRequired ? types.Emit(attribute, parameter) : types.EmitOptional(attribute, parameter)) is { } value)
            {
                code.Line($"    {Field(attribute)} = {value},");
            }
        }

        code.Line($"}}, exception, {names.Full(State(call, names))}.Format);");
        code.Close();
        code.Close();
        code.Close();
        return CSharpFile.End(code, names);
    }

    public static string State(EventCall call, CSharpNames names) => $"{names.Class}{names.Call(call)}Event";

    /// <summary>Where the state keeps an attribute. Spans may call its parameter differently; this is the same for all of them.</summary>
    public static string Field(CallParameter attribute) => "_" + CallName.Of(attribute.Attribute).Camel;

    private static void Indexer(CodeWriter code, EventCall call, List<CallParameter> parts, bool isOfSpan, CSharpTypes types)
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
        code.Line($"public int Count => {always.Count + 1}{string.Concat(missing.Select(m => $" + ({m.Field} is null ? 0 : 1)"))};");
        code.Line();
        code.Open($"public {Pair} this[int index]");
        code.Open("get");
        code.Open("switch (index)");
        for (var i = 0; i < always.Count; i++)
        {
            code.Line($"case {i}: return new({CSharpText.Literal(always[i].Name)}, {always[i].Value});");
        }

        code.Close();
        code.Line();
        code.Line($"index -= {always.Count};");
        foreach (var part in missing)
        {
            code.Line($"if ({part.Field} is not null && index-- == 0) return new({CSharpText.Literal(part.Name)}, {part.Value});");
        }

        // The template stands last, as loggers expect it.
        code.Line($"if (index == 0) return new(\"{{OriginalFormat}}\", {CSharpText.Literal(call.Message)});");
        code.Line("throw new global::System.ArgumentOutOfRangeException(nameof(index));");
        code.Close();
        code.Close();
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
