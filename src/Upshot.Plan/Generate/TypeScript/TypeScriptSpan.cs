namespace Upshot.Plan.Generate.TypeScript;

/// <summary>A class for a span: started or run, and ended with success or failure.</summary>
internal static class TypeScriptSpan
{
    public static void Write(SourceText text, SpanCall span)
    {
        var name = TypeScriptNames.Type(span.Name);
        var start = Values(text, $"{name}StartValues", "What is known as the span starts.", span.Start, demand: true);
        var end = Values(text, $"{name}EndValues", "What is known as the span ends.", span.End, demand: true);
        var part = Values(text, $"{name}PartValues", "What may be known as the span fails.", span.End, demand: false);
        Documentation(text, span);
        text.Line($"export class {name} extends SpanCall {{").Indent();
        text.Line("static readonly #what = {").Indent()
            .Line($"signal: {SourceText.Quoted(span.Signal)},")
            .Line($"contract: {SourceText.Quoted(span.Contract)},")
            .Line($"name: {SourceText.Quoted(span.EmittedName)},")
            .Lines(span.Naming.Length > 0 ? [$"naming: {SourceText.Quoted(span.Naming)},"] : [])
            .Line($"kind: SpanKind.{span.Kind.ToUpperInvariant()},")
            .Wrapped("attributes: [", span.Attributes.Select(a => SourceText.Quoted(a.Attribute)), "],").Outdent()
            .Line("} as const;")
            .Line()
            .Line("/** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */")
            .Line($"static start({Join(start, "parent: Context = contexts.active()")}): {name} {{").Indent()
            .Wrapped($"return new {name}({name}.#what, {{ ", TypeScriptParameters.Entries(span.Start), " }, parent);").Outdent()
            .Line("}")
            .Line()
            .Line("/** Runs a body, async or not, with the span as the current one. A body that throws fails it; one that says nothing abandons it. */")
            .Line($"static run<T>({Join(start.Replace(" = {}", ""), $"body: (call: {name}) => T", "parent: Context = contexts.active()")}): T {{").Indent()
            .Line($"return running({name}.start({Join(start.Length > 0 ? "values" : "", "parent")}), body);").Outdent()
            .Line("}")
            .Line()
            .Line($"succeed({end}): void {{").Indent()
            .Wrapped("this.succeeded(", Given(span), ");").Outdent()
            .Line("}")
            .Line()
            .Line("/** `error` is what was thrown, or a short name of the sort of failure. */")
            .Line($"fail({Join("error: unknown", part)}): void {{").Indent()
            .Wrapped("this.failed(", Given(span).Prepend("error"), ");").Outdent()
            .Line("}");
        Recording(text, span);
        text.Outdent().Line("}").Line();
    }

    /// <summary>The parameter that takes the values; empty when there are none.</summary>
    public static string Values(SourceText text, string type, string brief, IReadOnlyList<CallParameter> parameters, bool demand)
    {
        if (parameters.Count == 0)
        {
            return "";
        }

        text.Line($"/** {brief} */").Line($"export interface {type} {{").Indent();
        foreach (var parameter in parameters)
        {
            if (parameter.Brief.Length > 0)
            {
                text.Line($"/** {SourceText.Remark(parameter.Brief)} */");
            }

            text.Line(TypeScriptParameters.Declared(parameter, demand));
        }

        text.Outdent().Line("}").Line();
        return demand && parameters.Any(p => p.IsRequired) ? $"values: {type}" : $"values: {type} = {{}}";
    }

    public static string Join(params string[] parts) => string.Join(", ", parts.Where(p => p.Length > 0));

    private static void Documentation(SourceText text, SpanCall span)
    {
        text.Line("/**")
            .Line($" * {SourceText.Remark(span.Brief.Length > 0 ? span.Brief : span.EmittedName)}")
            .Line(" *")
            .Line($" * Emits span {SourceText.Remark(span.EmittedName)} ({SourceText.Remark(span.Contract)}).");
        foreach (var metric in span.Metrics)
        {
            text.Line($" * Records {metric.Instrument} {SourceText.Remark(metric.EmittedName)} ({SourceText.Remark(metric.Contract)}).");
        }

        if (span.Event is { } written)
        {
            text.Line($" * Writes event {SourceText.Remark(written.EmittedName)} ({SourceText.Remark(written.Contract)}).");
        }

        text.Line(" */");
    }

    private static void Recording(SourceText text, SpanCall span)
    {
        if (span.Metrics.Count == 0 && span.Event is null)
        {
            return;
        }

        var usesTime = span.Metrics.Any(m => m.Source == MetricValue.Duration);
        text.Line().Line($"protected override record({(usesTime ? "milliseconds: number" : "")}): void {{").Indent();
        foreach (var metric in span.Metrics)
        {
            var given = metric.Name.With("given").Camel;
            if (metric.Source == MetricValue.Given)
            {
                text.Line($"const {given} = this.amounts.get({SourceText.Quoted(metric.Value.Name.Snake)});");
            }

            var (amount, condition) = metric.Source switch
            {
                MetricValue.Duration => (TypeScriptParameters.FromMilliseconds(metric.Unit), ""),
                MetricValue.One => ("1", ""),
                _ => (given, $" && {given} !== undefined"),
            };
            text.Line($"if (on.has({SourceText.Quoted(metric.Signal)}){condition}) {{").Indent()
                .Wrapped($"{TypeScriptNames.Instrument(metric)}().{Verb(metric)}(", [amount, Carried(metric.Attributes, metric.CarriesErrorType), "this.context"], ");").Outdent()
                .Line("}");
        }

        if (span.Event is { } written)
        {
            text.Line($"if (on.has({SourceText.Quoted(written.Signal)})) {{").Indent()
                .Wrapped("write(", [SourceText.Quoted(written.EmittedName), SourceText.Quoted(written.Contract), SourceText.Quoted(written.Message), Carried(written.Attributes, written.CarriesErrorType), "this.context", "this.error"], ");")
                .Line("this.wasTold = true;").Outdent()
                .Line("}");
        }

        text.Outdent().Line("}");
    }

    public static string Verb(MetricCall metric) => metric.Instrument is "histogram" or "gauge" ? "record" : "add";

    private static string Carried(IEnumerable<CallParameter> attributes, bool withErrorType = false)
    {
        var names = attributes.Select(a => a.Attribute).Append(CallSites.OutcomeAttribute).Concat(withErrorType ? [CallSites.ErrorTypeAttribute] : Array.Empty<string>());
        return $"this.some([{string.Join(", ", names.Select(SourceText.Quoted))}])";
    }

    private static IEnumerable<string> Given(SpanCall span) => [TypeScriptParameters.Attributes(span.End), TypeScriptParameters.Amounts(span.End)];
}
