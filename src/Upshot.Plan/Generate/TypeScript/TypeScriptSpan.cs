using static Upshot.Plan.Generate.SourceText;
using static Upshot.Plan.Generate.TypeScript.TypeScriptText;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>A class for a span: started or run, and ended with success or failure.</summary>
internal static class TypeScriptSpan
{
    public static string Write(SpanCall span)
    {
        var name = TypeScriptNames.Type(span.Name);
        var start = TypeScriptValues.Parameter($"{name}StartValues", span.Start, demand: true);
        var end = TypeScriptValues.Parameter($"{name}EndValues", span.End, demand: true);
        var part = TypeScriptValues.Parameter($"{name}PartValues", span.End, demand: false);
        return Tidy($$"""
            {{At(0, TypeScriptValues.Interface($"{name}StartValues", "What is known as the span starts.", span.Start, demand: true))}}
            {{At(0, TypeScriptValues.Interface($"{name}EndValues", "What is known as the span ends.", span.End, demand: true))}}
            {{At(0, TypeScriptValues.Interface($"{name}PartValues", "What may be known as the span fails.", span.End, demand: false))}}
            /**
             * {{Remark(span.Brief.Length > 0 ? span.Brief : span.EmittedName)}}
             *
             * Emits span {{Remark(span.EmittedName)}} ({{Remark(span.Contract)}}).
            {{At(0, Lines(span.Metrics.Select(m => $" * Records {m.Instrument} {Remark(m.EmittedName)} ({Remark(m.Contract)}).")))}}
            {{At(0, span.Event is { } written ? $" * Writes event {Remark(written.EmittedName)} ({Remark(written.Contract)})." : "")}}
             */
            export class {{name}} extends SpanCall {
              static readonly #what = {
                signal: {{Quoted(span.Signal)}},
                contract: {{Quoted(span.Contract)}},
                name: {{Quoted(span.EmittedName)}},
                {{At(2, span.Naming.Length > 0 ? $"naming: {Quoted(span.Naming)}," : "")}}
                kind: SpanKind.{{span.Kind.ToUpperInvariant()}},
                {{At(2, Wrapped("attributes: [", span.Attributes.Select(a => Quoted(a.Attribute)), "],", 2))}}
              } as const;

              /** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */
              static start({{TypeScriptValues.Join(start, "parent: Context = contexts.active()")}}): {{name}} {
                {{At(2, Wrapped($"return new {name}({name}.#what, {{ ", TypeScriptParameters.Entries(span.Start), " }, parent);", 2))}}
              }

              /** Runs a body, async or not, with the span as the current one. A body that throws fails it; one that says nothing abandons it. */
              static run<T>({{TypeScriptValues.Join(start.Replace(" = {}", ""), $"body: (call: {name}) => T", "parent: Context = contexts.active()")}}): T {
                return running({{name}}.start({{TypeScriptValues.Join(start.Length > 0 ? "values" : "", "parent")}}), body);
              }

              succeed({{end}}): void {
                {{At(2, Wrapped("this.succeeded(", Given(span), ");", 2))}}
              }

              /** `error` is what was thrown, or a short name of the sort of failure. */
              fail({{TypeScriptValues.Join("error: unknown", part)}}): void {
                {{At(2, Wrapped("this.failed(", Given(span).Prepend("error"), ");", 2))}}
              }
              {{At(1, Recording(span))}}
            }
            """);
    }

    public static string Verb(MetricCall metric) => metric.Instrument is "histogram" or "gauge" ? "record" : "add";

    private static string Recording(SpanCall span)
    {
        if (span.Metrics.Count == 0 && span.Event is null)
        {
            return "";
        }

        var usesTime = span.Metrics.Any(m => m.Source == MetricValue.Duration);
        return $$"""

            protected override record({{(usesTime ? "milliseconds: number" : "")}}): void {
              {{At(1, Lines(span.Metrics.Select(Recorded)))}}
              {{At(1, span.Event is { } written ? Written(written) : "")}}
            }
            """;
    }

    private static string Recorded(MetricCall metric)
    {
        var given = metric.Name.With("given").Camel;
        var (amount, condition) = metric.Source switch
        {
            MetricValue.Duration => (TypeScriptParameters.FromMilliseconds(metric.Unit), ""),
            MetricValue.One => ("1", ""),
            _ => (given, $" && {given} !== undefined"),
        };
        return $$"""
            {{At(0, metric.Source == MetricValue.Given ? $"const {given} = this.amounts.get({Quoted(metric.Value.Name.Snake)});" : "")}}
            if (on.has({{Quoted(metric.Signal)}}){{condition}}) {
              {{At(1, Wrapped($"{TypeScriptNames.Instrument(metric)}().{Verb(metric)}(", [amount, Carried(metric.Attributes, metric.CarriesErrorType), "this.context"], ");", 3))}}
            }
            """;
    }

    private static string Written(EventCall written) => $$"""
        if (on.has({{Quoted(written.Signal)}})) {
          {{At(1, Wrapped("write(", [Quoted(written.EmittedName), Quoted(written.Contract), Quoted(written.Message), Carried(written.Attributes, written.CarriesErrorType), "this.context", "this.error"], ");", 3))}}
          this.wasTold = true;
        }
        """;

    private static string Carried(IEnumerable<CallParameter> attributes, bool withErrorType = false)
    {
        var names = attributes.Select(a => a.Attribute).Append(CallSites.OutcomeAttribute).Concat(withErrorType ? [CallSites.ErrorTypeAttribute] : Array.Empty<string>());
        return $"this.some([{string.Join(", ", names.Select(Quoted))}])";
    }

    private static IEnumerable<string> Given(SpanCall span) => [TypeScriptParameters.Attributes(span.End), TypeScriptParameters.Amounts(span.End)];
}
