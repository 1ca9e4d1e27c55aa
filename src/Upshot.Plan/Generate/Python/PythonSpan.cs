namespace Upshot.Plan.Generate.Python;

/// <summary>A class for a span: a context manager that is started, and succeeds or fails.</summary>
internal static class PythonSpan
{
    public static void Write(SourceText text, SpanCall span)
    {
        var name = PythonNames.Type(span.Name);
        text.Line($"class {name}(_SpanCall):").Indent();
        Documentation(text, span);
        text.Line("__slots__ = ()")
            .Line($"_signal = {SourceText.Quoted(span.Signal)}")
            .Line($"_contract = {SourceText.Quoted(span.Contract)}")
            .Line($"_name = {SourceText.Quoted(span.EmittedName)}")
            .Line($"_kind = _trace.SpanKind.{span.Kind.ToUpperInvariant()}")
            .Line($"_attributes = {Tuple(span.Attributes.Select(a => a.Attribute))}")
            .Line()
            .Line("@classmethod")
            .Line($"def start(cls{PythonParameters.Declared(span.Start, demand: true, "parent: _Optional[_Context] = None")}) -> {name}:").Indent()
            .Line($"return cls({PythonParameters.Attributes(span.Start)}, parent)").Outdent()
            .Line()
            .Line($"def succeed(self{PythonParameters.Declared(span.End, demand: true)}) -> None:").Indent()
            .Line($"self._succeed({Given(span)})").Outdent()
            .Line()
            .Line($"def fail(self, error: _Union[BaseException, str]{PythonParameters.Declared(span.End, demand: false)}) -> None:").Indent()
            .Line($"self._fail(error, {Given(span)})").Outdent()
            .Line();
        Decorator(text, span, name);
        Recording(text, span);
        text.Outdent().Line().Line();
    }

    private static void Documentation(SourceText text, SpanCall span)
    {
        text.Line($"\"\"\"{SourceText.Remark(span.Brief.Length > 0 ? span.Brief : span.EmittedName)}")
            .Line()
            .Line($"Emits span {SourceText.Remark(span.EmittedName)} ({SourceText.Remark(span.Contract)}).");
        foreach (var metric in span.Metrics)
        {
            text.Line($"Records {metric.Instrument} {SourceText.Remark(metric.EmittedName)} ({SourceText.Remark(metric.Contract)}).");
        }

        if (span.Event is { } written)
        {
            text.Line($"Writes event {SourceText.Remark(written.EmittedName)} ({SourceText.Remark(written.Contract)}).");
        }

        text.Line("\"\"\"").Line();
    }

    // What a decorator has to be told: how to start from the arguments, and how to succeed with the result, unless nothing is demanded.
    private static void Decorator(SourceText text, SpanCall span, string name)
    {
        var start = span.Start.Any(p => p.IsRequired) ? $"start: _Callable[..., {name}]" : $"start: _Optional[_Callable[..., {name}]] = None";
        var succeed = span.End.Any(p => p.IsRequired)
            ? $"succeed: _Callable[[{name}, _Any], object]"
            : $"succeed: _Optional[_Callable[[{name}, _Any], object]] = None";
        text.Line("@classmethod")
            .Line($"def traced(cls, *, {start}, {succeed}) -> _Callable[[_Function], _Function]:").Indent()
            .Line("\"\"\"Decorates a function, async or not: start gets its arguments, succeed its result.\"\"\"")
            .Line($"return _traced({(span.Start.Any(p => p.IsRequired) ? "start" : "start or (lambda *_, **__: cls.start())")}, {(span.End.Any(p => p.IsRequired) ? "succeed" : "succeed or (lambda call, _: call.succeed())")})").Outdent();
    }

    private static void Recording(SourceText text, SpanCall span)
    {
        if (span.Metrics.Count == 0 && span.Event is null)
        {
            return;
        }

        text.Line().Line("def _record(self, seconds: float) -> None:").Indent();
        foreach (var metric in span.Metrics)
        {
            var given = SourceText.Quoted(metric.Value.Name.Snake);
            var amount = metric.Source switch
            {
                MetricValue.Duration => $"seconds * {PythonParameters.Factor(metric.Unit)}",
                MetricValue.One => "1",
                _ => $"self._amounts[{given}]",
            };
            var condition = metric.Source == MetricValue.Given ? $" and {given} in self._amounts" : "";
            text.Line($"if _on[{SourceText.Quoted(metric.Signal)}]{condition}:").Indent()
                .Line($"{PythonNames.Instrument(metric)}.{Verb(metric)}({amount}, {Carried(metric.Attributes)}, self._inside)").Outdent();
        }

        if (span.Event is { } written)
        {
            text.Line($"if _on[{SourceText.Quoted(written.Signal)}]:").Indent()
                .Line($"_write({SourceText.Quoted(written.EmittedName)}, {SourceText.Quoted(written.Contract)}, {SourceText.Quoted(written.Message)}, {Carried(written.Attributes)}, self._inside)").Outdent();
        }

        text.Outdent();
    }

    public static string Verb(MetricCall metric) => metric.Instrument switch
    {
        "histogram" => "record",
        "gauge" => "set",
        _ => "add",
    };

    private static string Carried(IEnumerable<CallParameter> attributes) =>
        $"_some(self._values, {string.Join(", ", attributes.Select(a => SourceText.Quoted(a.Attribute)).Append(SourceText.Quoted(CallSites.OutcomeAttribute)))})";

    private static string Given(SpanCall span) => $"{PythonParameters.Attributes(span.End)}, {PythonParameters.Amounts(span.End)}";

    private static string Tuple(IEnumerable<string> texts) => $"({string.Concat(texts.Select(t => SourceText.Quoted(t) + ", ")).TrimEnd(' ')})";
}
