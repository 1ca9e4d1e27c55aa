using static Upshot.Plan.Generate.SourceText;
using static Upshot.Plan.Generate.TypeScript.TypeScriptText;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>Metrics and events that stand for themselves.</summary>
internal static class TypeScriptSignals
{
    public static string Metric(MetricCall metric)
    {
        var name = TypeScriptNames.Type(metric.Name);
        var values = TypeScriptValues.Parameter($"{name}Values", metric.Attributes, demand: true);
        var amount = TypeScriptNames.Variable(metric.Value);
        var isOneByDefault = metric.Instrument == "counter" && metric.Value.Type == ValueType.Integer && (values.Length == 0 || values.EndsWith("= {}", StringComparison.Ordinal));
        var (tables, given) = (Tables(metric), values.Length > 0 ? "values" : "undefined");
        return Tidy($$"""
            {{At(0, TypeScriptValues.Interface($"{name}Values", "What the metric is broken down by.", metric.Attributes, demand: true))}}
            {{At(0, TypeScriptTaken.Attributes($"const {tables.Attributes}: readonly TakenValue[] = ", metric.Attributes, 0))}};
            {{At(0, TypeScriptTaken.Amount($"const {tables.Amount}: readonly TakenValue[] = ", metric))}};
            {{At(0, metric.Instrument == "histogram" ? "" : Observed(metric, tables.Observe))}}

            /**
             * {{Remark(metric.Brief.Length > 0 ? metric.Brief : metric.EmittedName)}}
             *
             * Records {{metric.Instrument}} {{Remark(metric.EmittedName)}} ({{Remark(metric.Contract)}}).
             */
            export const {{name}} = {
              {{TypeScriptSpan.Verb(metric)}}({{TypeScriptValues.Join(isOneByDefault ? $"{amount} = 1" : $"{amount}: number", values)}}): void {
                const found = on.has({{Quoted(metric.Signal)}}) ? {{TypeScriptNames.Instrument(metric)}}() : undefined;
                if (found !== undefined) {
                  const amounts = taken({{tables.Amount}}, {{Object(metric.Value, amount)}}, true);
                  measuredAmount(found.{{TypeScriptSpan.Verb(metric)}}.bind(found), {{Quoted(metric.EmittedName)}}, amounts, taken({{tables.Attributes}}, {{given}}, true));
                }
              },
              {{At(1, metric.Instrument == "histogram" ? "" : Observing(metric, tables, amount, values, given))}}
            };
            """);
    }

    /// <summary>The object that the table of an amount reads.</summary>
    private static string Object(CallParameter value, string variable) => $"{{ {TypeScriptParameters.Key(TypeScriptNames.Parameter(value))}: {variable} }}";

    private static (string Attributes, string Amount, string Observe) Tables(MetricCall metric)
    {
        var name = metric.Name.With(metric.Instrument);
        return (name.With("attributes").Camel, name.With("amount").Camel, name.With("observer").Camel);
    }

    private static string Observed(MetricCall metric, string observe)
    {
        var create = TypeScriptModule.Creator(metric);
        return Wrapped($"const {observe} = observed(", [Quoted(metric.Signal), Quoted(metric.EmittedName), metric.Instrument == "gauge" ? "true" : "false", $"(meter) => meter.createObservable{create}({Quoted(metric.EmittedName)}, {{ unit: {Quoted(metric.Unit)}, description: {Quoted(metric.Brief)} }})"], ");", 0);
    }

    // The same metric, read when it is collected.
    private static string Observing(MetricCall metric, (string Attributes, string Amount, string Observe) tables, string amount, string values, string given)
    {
        var reading = $"observedReading(taken({tables.Amount}, {Object(metric.Value, amount)}, true)[{Quoted(metric.EmittedName)}], {(metric.Attributes.Count == 0 ? "undefined" : $"taken({tables.Attributes}, {given}, true)")})";
        return metric.Attributes.Count == 0
            ? $$"""
              /** Reads it whenever metrics are collected. Answers with what ends that. */
              observe(read: () => number): () => void {
                return {{tables.Observe}}(() => {
                  const {{amount}} = read();
                  return [{{reading}}];
                });
              },
              """
            : $$"""
              /** Reads it whenever metrics are collected; `read` answers with a `reading(…)` for each set of values. Answers with what ends that. */
              observe(read: () => Iterable<ObservedReading>): () => void {
                return {{tables.Observe}}(read);
              },
              /** What `observe` answers with. */
              reading({{TypeScriptValues.Join($"{amount}: number", values)}}): ObservedReading {
                return {{reading}};
              },
              """;
    }

    public static string Event(EventCall written)
    {
        var name = TypeScriptNames.Type(written.Name);
        var values = TypeScriptValues.Parameter($"{name}Values", written.Attributes, demand: true);
        var table = written.Name.With("event").With("attributes").Camel;
        return Tidy($$"""
            {{At(0, TypeScriptValues.Interface($"{name}Values", "What the event says.", written.Attributes, demand: true))}}
            {{At(0, TypeScriptTaken.Attributes($"const {table}: readonly TakenValue[] = ", written.Attributes, 0))}};

            /**
             * {{Remark(written.Brief.Length > 0 ? written.Brief : written.EmittedName)}}
             *
             * Writes event {{Remark(written.EmittedName)}} ({{Remark(written.Contract)}}).
             */
            export const {{name}} = {
              write({{TypeScriptValues.Join(values, "exception?: Error", "inside: Context = contexts.active()")}}): void {
                if (on.has({{Quoted(written.Signal)}}) && isLogged()) {
                  {{At(3, Wrapped("write(", [Quoted(written.EmittedName), Quoted(written.Contract), Quoted(written.Message), $"taken({table}, {(values.Length > 0 ? "values" : "undefined")}, true)", "inside", "exception"], ");", 3))}}
                }
              },
            };
            """);
    }
}
