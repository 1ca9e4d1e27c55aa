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

        // What the name of the span is made of was said in its name.
        var settable = span.Start.Concat(span.End).Where(p => p.Attribute.Length > 0 && !span.Naming.Contains($"{{{p.Attribute}}}")).ToList();
        return Tidy($$"""
            {{At(0, TypeScriptValues.Interface($"{name}StartValues", "What is known as the span starts.", span.Start, demand: true))}}
            {{At(0, TypeScriptValues.Interface($"{name}EndValues", "What is known as the span ends.", span.End, demand: true))}}
            {{At(0, TypeScriptValues.Interface($"{name}PartValues", "What may be known as the span fails.", span.End, demand: false))}}
            {{At(0, TypeScriptValues.Interface($"{name}SetValues", "What becomes known, or changes, while the span runs.", settable, demand: false))}}
            /**
             * {{Remark(span.Brief.Length > 0 ? span.Brief : span.EmittedName)}}
             *
             * Emits span {{Remark(span.EmittedName)}} ({{Remark(span.Contract)}}).
            {{At(0, Lines(span.Metrics.Select(m => $" * Records {m.Instrument} {Remark(m.EmittedName)} ({Remark(m.Contract)}).")))}}
            {{At(0, span.Event is { } written ? $" * Writes event {Remark(written.EmittedName)} ({Remark(written.Contract)})." : "")}}
             */
            export class {{name}} extends SpanCall {
              static readonly #what: SpanDescription = {
                signal: {{Quoted(span.Signal)}},
                contract: {{Quoted(span.Contract)}},
                name: {{Quoted(span.EmittedName)}},
                {{At(2, span.Naming.Length > 0 ? $"naming: {Quoted(span.Naming)}," : "")}}
                kind: SpanKind.{{span.Kind.ToUpperInvariant()}},
                {{At(2, Wrapped("attributes: [", span.Attributes.Select(a => Quoted(a.Attribute)), "],", 2))}}
                {{At(2, TypeScriptTaken.Attributes("start: ", span.Start, 2))}},
                {{At(2, TypeScriptTaken.Attributes("set: ", settable, 2))}},
                {{At(2, TypeScriptTaken.Attributes("end: ", span.End, 2))}},
                {{At(2, TypeScriptTaken.Amounts("amounts: ", span.Metrics, 2))}},
              };

              /** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */
              static start({{TypeScriptValues.Join(start, "parent: Context = contexts.active()")}}): {{name}} {
                return new {{name}}({{name}}.#what, {{(start.Length > 0 ? "values" : "undefined")}}, parent);
              }

              /**
               * Runs a body, async or not, with the span as the current one; a generator until its last step. A body that throws fails it; one that says
               * nothing, or is cancelled, abandons it.
               */
              static run<T>({{TypeScriptValues.Join(start.Replace(" = {}", ""), $"body: (call: {name}) => T", "parent: Context = contexts.active()")}}): T {
                return running({{name}}.start({{TypeScriptValues.Join(start.Length > 0 ? "values" : "", "parent")}}), body);
              }

              {{At(1, Set(name, settable))}}
              succeed({{end}}): void {
                this.succeeded({{(end.Length > 0 ? "values" : "undefined")}});
              }

              /** `error` is what was thrown, or a short name of the sort of failure. */
              fail({{TypeScriptValues.Join("error: unknown", part)}}): void {
                this.failed(error, {{(part.Length > 0 ? "values" : "undefined")}});
              }
              {{At(1, Recording(span))}}
            }
            """);
    }

    private static string Set(string name, List<CallParameter> settable) => settable.Count == 0 ? "" : $$"""
        /** Values that become known, or change, while it runs. */
        set(values: {{name}}SetValues): void {
          this.changed(values);
        }
        """ + "\n ";

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
        var record = $"{TypeScriptNames.Instrument(metric)}()?.{Verb(metric)}(";
        return $$"""
            {{At(0, metric.Source == MetricValue.Given ? $"const {given} = this.amount({Quoted(metric.EmittedName)});" : "")}}
            if (on.has({{Quoted(metric.Signal)}}){{condition}}) {
              {{At(1, Wrapped($"measured({Quoted(metric.EmittedName)}, () => {record}", [amount, Carried(metric.Attributes, metric.CarriesErrorType), "this.context"], "));", 3))}}
            }
            """;
    }

    private static string Written(EventCall written) => $$"""
        if (on.has({{Quoted(written.Signal)}})) {
          {{At(1, Wrapped("this.wasTold = write(", [Quoted(written.EmittedName), Quoted(written.Contract), Quoted(written.Message), Carried(written.Attributes, written.CarriesErrorType), "this.context", "this.error"], ");", 3))}}
        }
        """;

    private static string Carried(IEnumerable<CallParameter> attributes, bool withErrorType = false)
    {
        var names = attributes.Select(a => a.Attribute).Append(CallSites.OutcomeAttribute).Concat(withErrorType ? [CallSites.ErrorTypeAttribute] : Array.Empty<string>());
        return $"this.some([{string.Join(", ", names.Select(Quoted))}])";
    }
}
