namespace Upshot.Plan.Generate.Python;

/// <summary>A class for a span: a context manager that is started, and succeeds or fails.</summary>
internal static class PythonSpan
{
    public static string Write(SpanCall span)
    {
        var name = PythonNames.Type(span.Name);
        var signal = PythonNames.Span(span);
        var settable = span.Start.Concat(span.End).Where(p => p.Attribute.Length > 0).ToList();
        var own = new HashSet<string>(span.Attributes.Select(a => a.Attribute), StringComparer.Ordinal);
        var apart = settable.Select(p => p.Attribute).Where(a => !own.Contains(a)).ToList();
        return $$""""
            {{PythonText.Wrapped($"{signal} = _scopes.Span(", ["_scope", SourceText.Quoted(span.Signal), $"_SpanKind.{span.Kind.ToUpperInvariant()}", Parts(span)], ")", 0)}}


            class {{name}}(_Call):
                """{{PythonText.At(1, Documentation(span))}}
                """

                __slots__ = ()
                signal = {{SourceText.Quoted(span.Signal)}}{{(apart.Count == 0 ? "" : $"\n    _apart = frozenset(({string.Join(" ", apart.Select(a => SourceText.Quoted(a) + ","))}))")}}

                @staticmethod
                {{PythonText.At(1, PythonText.Wrapped("def start(", PythonParameters.Declared(span.Start, demand: true, "parent: _Optional[_Context] = None"), $") -> {name}:", 1))}}
                    """Starts the span; in a ``with`` block it is the current one."""
                    _call = {{name}}()
                    if not {{signal}}.live and not {{signal}}.wake():
                        return _call._idle(parent)
                    _to: _Dict[str, _Any] = {"upshot.signal": {{SourceText.Quoted(span.Contract)}}}
                    {{PythonText.At(2, Taken(span, span.Start, demand: true))}}
                    {{PythonText.At(2, Begin(span, signal))}}

                def succeed({{PythonText.At(1, PythonText.Wrapped("", PythonParameters.Declared(span.End, demand: true).Prepend("self"), ") -> None:", 3))}}
                    if self._is_over:
                        return
                    {{PythonText.At(2, End(span, "success", demand: true))}}

                def fail({{PythonText.At(1, PythonText.Wrapped("", PythonParameters.Declared(span.End, demand: false).Prepend("error: _Union[BaseException, str]").Prepend("self"), ") -> None:", 3))}}
                    """``error`` is what was raised, or a short name of the sort of failure."""
                    if self._is_over:
                        return
                    {{PythonText.At(2, End(span, "failure", demand: false))}}
            {{Set(span, settable)}}
            {{Decorator(span, name)}}{{Recording(span)}}

            """";
    }

    private static string Parts(SpanCall span)
    {
        var parts = span.Metrics.Select(PythonNames.Instrument).Concat(span.Event is { } written ? [PythonNames.Event(written)] : Array.Empty<string>()).ToList();
        return parts.Count == 0 ? "" : $"[{string.Join(", ", parts)}]";
    }

    private static string Documentation(SpanCall span) => PythonText.Lines(text =>
    {
        text.Line(SourceText.Remark(span.Brief.Length > 0 ? span.Brief : span.EmittedName))
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
    });

    /// <summary>Whatever a value turns out to be, the application goes on.</summary>
    private static string Taken(SpanCall span, IReadOnlyList<CallParameter> parameters, bool demand, string more = "")
    {
        var puts = PythonText.Lines(text => PythonParameters.Put(text, parameters, demand)) + more;
        return puts.Length == 0 ? "" : $"""
            try:
                {PythonText.At(1, puts)}
            except Exception as _error:
                _failed({SourceText.Quoted(span.Signal)}, _error)
            """;
    }

    private static string Begin(SpanCall span, string signal) => span.Naming.Length == 0
        ? $"return _call._begin({signal}, {SourceText.Quoted(span.EmittedName)}, _to, parent)"
        : $"""
            _from = _to
            return _call._begin({signal}, {PythonText.Message(span.Naming)}, _to, parent)
            """;

    private static string End(SpanCall span, string outcome, bool demand)
    {
        var amounts = span.Metrics.Where(m => m.Source == MetricValue.Given).ToList();
        var given = amounts.Count == 0
            ? ""
            : $"{PythonText.Wrapped("_amounts = [", amounts.Select(m => PythonParameters.Amount(m.Value, m.Instrument, m.EmittedName, mayBeNone: !demand || !m.Value.IsRequired)), "]", 3)}\n";
        var before = amounts.Count == 0 ? "" : "_amounts: _Sequence[_Any] = ()\n";
        var taken = Taken(span, span.End, demand, given);
        return $$"""
            _to: _Dict[str, _Any] = {}
            {{before}}{{taken}}{{(taken.Length > 0 ? "\n" : "")}}self.{{(outcome == "failure" ? "_fail(error" : "_end(\"success\"")}}, _to, {{(amounts.Count > 0 ? "_amounts" : "()")}})
            """;
    }

    private static string Set(SpanCall span, IReadOnlyList<CallParameter> settable)
    {
        // What the name of the span is made of was said in its name.
        var some = settable.Where(p => !span.Naming.Contains($"{{{p.Attribute}}}")).ToList();
        return some.Count == 0 ? "" : $$""""

                def set({{PythonText.At(1, PythonText.Wrapped("", PythonParameters.Declared(some, demand: false).Prepend("self"), ") -> None:", 3))}}
                    """Values that become known, or change, while it runs."""
                    if self._is_over:
                        return
                    _to: _Dict[str, _Any] = {}
                    {{PythonText.At(2, Taken(span, some, demand: false))}}
                    self._set(_to)

            """".TrimEnd('\n') + "\n";
    }

    // What a decorator has to be told: how to start from the arguments, and how to succeed with the result, unless nothing is demanded.
    private static string Decorator(SpanCall span, string name)
    {
        var startMust = span.Start.Any(p => p.IsRequired);
        var endMust = span.End.Any(p => p.IsRequired);
        var start = startMust ? $"start: _Callable[..., {name}]" : $"start: _Optional[_Callable[..., {name}]] = None";
        var succeed = endMust ? $"succeed: _Callable[[{name}, _Any], object]" : $"succeed: _Optional[_Callable[[{name}, _Any], object]] = None";
        return $$""""
                @staticmethod
                {{PythonText.At(1, PythonText.Wrapped("def traced(", ["*", start, succeed], ") -> _Callable[[_Function], _Function]:", 1))}}
                    """Decorates a function of any kind: start gets its arguments, succeed its result."""
                    return _traced(
                        {{SourceText.Quoted(span.Signal)}},
                        {{(startMust ? "start" : $"start or (lambda *_, **__: {name}.start())")}},
                        {{(endMust ? "succeed" : "succeed or (lambda call, _: call.succeed())")}},
                    )

            """";
    }

    private static string Recording(SpanCall span)
    {
        if (span.Metrics.Count == 0 && span.Event is null)
        {
            return "";
        }

        var body = PythonText.Lines(text =>
        {
            text.Line("_from = self._values").Line("_inside = self._inside");
            var given = span.Metrics.Where(m => m.Source == MetricValue.Given).ToList();
            foreach (var alike in span.Metrics.GroupBy(m => string.Join(",", m.Attributes.Select(a => a.Attribute).Append(m.CarriesErrorType ? CallSites.ErrorTypeAttribute : ""))))
            {
                Carried(text, alike.First().Attributes, alike.First().CarriesErrorType, contract: null);
                foreach (var metric in alike)
                {
                    Metric(text, metric, given.IndexOf(metric));
                }
            }

            if (span.Event is { } written)
            {
                Event(text, written);
            }
            else
            {
                text.Line("return False");
            }
        });
        return $$"""

                def _record(self, took: float, amounts: _Sequence[_Any]) -> bool:
                    {{PythonText.At(2, body)}}

            """;
    }

    private static void Metric(SourceText text, MetricCall metric, int index)
    {
        var instrument = PythonNames.Instrument(metric);
        var amount = metric.Source switch
        {
            MetricValue.Duration => PythonParameters.Times("took", metric.Unit),
            MetricValue.One => "1",
            _ => PythonParameters.Times($"amounts[{index}]", metric.Value.Type == ValueType.Duration ? metric.Unit : ""),
        };
        var isLive = $"{instrument}.live or {instrument}.wake()";

        // One that fails keeps no other from being recorded.
        text.Line(metric.Source == MetricValue.Given ? $"if amounts and amounts[{index}] is not None and ({isLive}):" : $"if {isLive}:").Indent()
            .Line("try:").Indent().Line($"{instrument}.record({amount}, _to, _inside)").Outdent()
            .Line("except Exception as _error:").Indent().Line($"_failed({SourceText.Quoted(metric.EmittedName)}, _error)").Outdent().Outdent();
    }

    private static void Event(SourceText text, EventCall written)
    {
        var name = PythonNames.Event(written);
        text.Line($"if {name}.live or {name}.wake():").Indent();
        Carried(text, written.Attributes, written.CarriesErrorType, written.Contract);
        text.Line($"_from = _to")
            .Line($"_message = {PythonText.Message(written.Message)}")
            .Line($"return _write({name}, _message, _to, _to[\"upshot.outcome\"] == \"failure\", _inside, self._error)").Outdent()
            .Line("return False");
    }

    private static void Carried(SourceText text, IEnumerable<CallParameter> attributes, bool withErrorType, string? contract)
    {
        var head = contract is null ? "" : $"\"upshot.signal\": {SourceText.Quoted(contract)}, ";
        text.Line($"_to = {{{head}\"upshot.outcome\": _from[\"upshot.outcome\"]}}");
        foreach (var name in attributes.Select(a => a.Attribute).Concat(withErrorType ? [CallSites.ErrorTypeAttribute] : Array.Empty<string>()).Select(SourceText.Quoted))
        {
            text.Line($"if {name} in _from:").Indent().Line($"_to[{name}] = _from[{name}]").Outdent();
        }
    }
}
