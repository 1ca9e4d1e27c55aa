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
        return Tidy($$"""
            {{At(0, TypeScriptValues.Interface($"{name}Values", "What the metric is broken down by.", metric.Attributes, demand: true))}}
            /**
             * {{Remark(metric.Brief.Length > 0 ? metric.Brief : metric.EmittedName)}}
             *
             * Records {{metric.Instrument}} {{Remark(metric.EmittedName)}} ({{Remark(metric.Contract)}}).
             */
            export const {{name}} = {
              {{TypeScriptSpan.Verb(metric)}}({{TypeScriptValues.Join(isOneByDefault ? $"{amount} = 1" : $"{amount}: number", values)}}): void {
                if (on.has({{Quoted(metric.Signal)}})) {
                  {{TypeScriptNames.Instrument(metric)}}().{{TypeScriptSpan.Verb(metric)}}({{amount}}, given({{TypeScriptParameters.Attributes(metric.Attributes)}}));
                }
              },
            };
            """);
    }

    public static string Event(EventCall written)
    {
        var name = TypeScriptNames.Type(written.Name);
        var values = TypeScriptValues.Parameter($"{name}Values", written.Attributes, demand: true);
        return Tidy($$"""
            {{At(0, TypeScriptValues.Interface($"{name}Values", "What the event says.", written.Attributes, demand: true))}}
            /**
             * {{Remark(written.Brief.Length > 0 ? written.Brief : written.EmittedName)}}
             *
             * Writes event {{Remark(written.EmittedName)}} ({{Remark(written.Contract)}}).
             */
            export const {{name}} = {
              write({{TypeScriptValues.Join(values, "exception?: Error", "inside: Context = contexts.active()")}}): void {
                if (on.has({{Quoted(written.Signal)}})) {
                  {{At(3, Wrapped("write(", [Quoted(written.EmittedName), Quoted(written.Contract), Quoted(written.Message), $"given({TypeScriptParameters.Attributes(written.Attributes)})", "inside", "exception"], ");", 3))}}
                }
              },
            };
            """);
    }
}
