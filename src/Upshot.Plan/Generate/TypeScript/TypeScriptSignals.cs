namespace Upshot.Plan.Generate.TypeScript;

/// <summary>Metrics and events that stand for themselves.</summary>
internal static class TypeScriptSignals
{
    public static void Metric(SourceText text, MetricCall metric)
    {
        var name = TypeScriptNames.Type(metric.Name);
        var values = TypeScriptSpan.Values(text, $"{name}Values", "What the metric is broken down by.", metric.Attributes, demand: true);
        var amount = TypeScriptNames.Variable(metric.Value);
        var otherwise = metric.Instrument == "counter" && metric.Value.Type == ValueType.Integer && (values.Length == 0 || values.EndsWith("= {}", StringComparison.Ordinal)) ? " = 1" : "";
        Head(text, metric, $"Records {metric.Instrument} {SourceText.Remark(metric.EmittedName)}", name);
        text.Line($"{TypeScriptSpan.Verb(metric)}({TypeScriptSpan.Join(otherwise.Length > 0 ? $"{amount} = 1" : $"{amount}: number", values)}): void {{").Indent()
            .Line($"if (on.has({SourceText.Quoted(metric.Signal)})) {{").Indent()
            .Line($"{TypeScriptNames.Instrument(metric)}().{TypeScriptSpan.Verb(metric)}({amount}, given({TypeScriptParameters.Attributes(metric.Attributes)}));").Outdent()
            .Line("}").Outdent()
            .Line("},").Outdent()
            .Line("};")
            .Line();
    }

    public static void Event(SourceText text, EventCall written)
    {
        var name = TypeScriptNames.Type(written.Name);
        var values = TypeScriptSpan.Values(text, $"{name}Values", "What the event says.", written.Attributes, demand: true);
        Head(text, written, $"Writes event {SourceText.Remark(written.EmittedName)}", name);
        text.Line($"write({TypeScriptSpan.Join(values, "exception?: Error", "inside: Context = contexts.active()")}): void {{").Indent()
            .Line($"if (on.has({SourceText.Quoted(written.Signal)})) {{").Indent()
            .Wrapped("write(", [SourceText.Quoted(written.EmittedName), SourceText.Quoted(written.Contract), SourceText.Quoted(written.Message), $"given({TypeScriptParameters.Attributes(written.Attributes)})", "inside", "exception"], ");").Outdent()
            .Line("}").Outdent()
            .Line("},").Outdent()
            .Line("};")
            .Line();
    }

    private static void Head(SourceText text, ICall call, string does, string name) =>
        text.Line("/**")
            .Line($" * {SourceText.Remark(call.Brief.Length > 0 ? call.Brief : call.EmittedName)}")
            .Line(" *")
            .Line($" * {does} ({SourceText.Remark(call.Contract)}).")
            .Line(" */")
            .Line($"export const {name} = {{").Indent();
}
