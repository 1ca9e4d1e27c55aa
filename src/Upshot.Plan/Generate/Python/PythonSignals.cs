namespace Upshot.Plan.Generate.Python;

/// <summary>Metrics and events that stand for themselves.</summary>
internal static class PythonSignals
{
    public static void Metric(SourceText text, MetricCall metric)
    {
        var value = PythonNames.Parameter(metric.Value);
        var otherwise = metric.Instrument == "counter" && metric.Value.Type == ValueType.Integer ? " = 1" : "";
        Head(text, metric, $"Records {metric.Instrument} {SourceText.Remark(metric.EmittedName)}");
        text.Line("@staticmethod")
            .Wrapped($"def {(metric.Instrument is "histogram" or "gauge" ? "record" : "add")}(", PythonParameters.Declared(metric.Attributes, demand: true).Prepend($"{value}: {PythonParameters.TypeOf(metric.Value)}{otherwise}"), ") -> None:").Indent()
            .Line($"if _on[{SourceText.Quoted(metric.Signal)}]:").Indent()
            .Wrapped($"{PythonNames.Instrument(metric)}.{PythonSpan.Verb(metric)}(", [PythonParameters.Emitted(metric.Value, mayBeNone: false), $"_given({PythonParameters.Attributes(metric.Attributes)})"], ")")
            .Outdent().Outdent().Outdent().Line().Line();
    }

    public static void Event(SourceText text, EventCall written)
    {
        Head(text, written, $"Writes event {SourceText.Remark(written.EmittedName)}");
        text.Line("@staticmethod")
            .Wrapped("def write(", PythonParameters.Declared(written.Attributes, demand: true, "exception: _Optional[BaseException] = None"), ") -> None:").Indent()
            .Line($"if _on[{SourceText.Quoted(written.Signal)}]:").Indent()
            .Wrapped("_write(", [SourceText.Quoted(written.EmittedName), SourceText.Quoted(written.Contract), SourceText.Quoted(written.Message), $"_given({PythonParameters.Attributes(written.Attributes)})", "None", "exception"], ")")
            .Outdent().Outdent().Outdent().Line().Line();
    }

    private static void Head(SourceText text, ICall call, string does) =>
        text.Line($"class {PythonNames.Type(call.Name)}:").Indent()
            .Line($"\"\"\"{SourceText.Remark(call.Brief.Length > 0 ? call.Brief : call.EmittedName)}")
            .Line()
            .Line($"{does} ({SourceText.Remark(call.Contract)}).")
            .Line("\"\"\"")
            .Line();
}
