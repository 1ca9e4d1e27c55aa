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
            .Lines(span.Naming.Length > 0 ? [$"_naming = {SourceText.Quoted(span.Naming)}"] : [])
            .Line($"_kind = _trace.SpanKind.{span.Kind.ToUpperInvariant()}")
            .Wrapped("_attributes = (", span.Attributes.Select(a => SourceText.Quoted(a.Attribute)), span.Attributes.Count == 1 ? ",)" : ")")
            .Line()
            .Line("@classmethod")
            .Wrapped("def start(", PythonParameters.Declared(span.Start, demand: true, "parent: _Optional[_Context] = None").Prepend("cls"), $") -> {name}:").Indent()
            .Wrapped("return cls({", PythonParameters.Entries(span.Start), "}, parent)").Outdent()
            .Line()
            .Wrapped("def succeed(", PythonParameters.Declared(span.End, demand: true).Prepend("self"), ") -> None:").Indent()
            .Wrapped("self._succeed(", Given(span, demand: true), ")").Outdent()
            .Line()
            .Wrapped("def fail(", PythonParameters.Declared(span.End, demand: false).Prepend("error: _Union[BaseException, str]").Prepend("self"), ") -> None:").Indent()
            .Wrapped("self._fail(", Given(span, demand: false).Prepend("error"), ")").Outdent()
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
            .Wrapped("def traced(", ["cls", "*", start, succeed], ") -> _Callable[[_Function], _Function]:").Indent()
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
                MetricValue.Duration => PythonParameters.Times("seconds", metric.Unit),
                MetricValue.One => "1",
                _ => $"self._amounts[{given}]",
            };
            var condition = metric.Source == MetricValue.Given ? $" and {given} in self._amounts" : "";
            text.Line($"if _on[{SourceText.Quoted(metric.Signal)}]{condition}:").Indent()
                .Wrapped($"{PythonNames.Instrument(metric)}.{Verb(metric)}(", [amount, Carried(metric.Attributes, metric.CarriesErrorType), "self._inside"], ")").Outdent();
        }

        if (span.Event is { } written)
        {
            text.Line($"if _on[{SourceText.Quoted(written.Signal)}]:").Indent()
                .Wrapped("_write(", [SourceText.Quoted(written.EmittedName), SourceText.Quoted(written.Contract), SourceText.Quoted(written.Message), Carried(written.Attributes, written.CarriesErrorType), "self._inside", "self._error"], ")")
                .Line("self._was_told = True").Outdent();
        }

        text.Outdent();
    }

    public static string Verb(MetricCall metric) => metric.Instrument switch
    {
        "histogram" => "record",
        "gauge" => "set",
        _ => "add",
    };

    private static string Carried(IEnumerable<CallParameter> attributes, bool withErrorType = false)
    {
        var names = attributes.Select(a => a.Attribute).Append(CallSites.OutcomeAttribute).Concat(withErrorType ? [CallSites.ErrorTypeAttribute] : Array.Empty<string>());
        return $"_some(self._values, {string.Join(", ", names.Select(SourceText.Quoted))})";
    }

    private static IEnumerable<string> Given(SpanCall span, bool demand) => [PythonParameters.Attributes(span.End), PythonParameters.Amounts(span.End, demand)];
}
