namespace Upshot.Plan.Generate.Python;

/// <summary>A class for a metric that no span records.</summary>
internal static class PythonMetric
{
    public static string Write(MetricCall metric)
    {
        var value = PythonNames.Parameter(metric.Value);
        var instrument = PythonNames.Instrument(metric);
        var isWhole = metric.Value.Type == ValueType.Integer;
        var otherwise = metric.Instrument == "counter" && isWhole ? " = 1" : "";
        var verb = metric.Instrument is "histogram" or "gauge" ? "record" : "add";
        var given = PythonParameters.Declared(metric.Attributes, demand: true).ToList();
        var puts = PythonText.Lines(text => PythonParameters.Put(text, metric.Attributes, demand: true));
        var amount = $"_given = {PythonParameters.Amount(metric.Value, metric.Instrument, metric.EmittedName, mayBeNone: false)}";
        var recorded = PythonParameters.Times("_given", metric.Value.Type == ValueType.Duration ? metric.Unit : "");
        return $$""""
            class {{PythonNames.Type(metric.Name)}}:
                """{{SourceText.Remark(metric.Brief.Length > 0 ? metric.Brief : metric.EmittedName)}}

                Records {{metric.Instrument}} {{SourceText.Remark(metric.EmittedName)}} ({{SourceText.Remark(metric.Contract)}}).
                """

                signal = {{SourceText.Quoted(metric.Signal)}}

                @staticmethod
                {{PythonText.At(1, PythonText.Wrapped($"def {verb}(", given.Prepend($"{value}: {PythonParameters.TypeOf(metric.Value)}{otherwise}"), ") -> None:", 1))}}
                    if not {{instrument}}.live and (_metering._METER_PROVIDER is None or not {{instrument}}.wake()):
                        return
                    try:
                        _to: _Dict[str, _Any] = {}
                        {{PythonText.At(3, puts + amount)}}
                        if _given is not None:
                            {{instrument}}.record({{recorded}}, _to)
                    except Exception as _error:
                        _failed({{SourceText.Quoted(metric.Signal)}}, _error)
            {{PythonText.At(0, metric.Instrument == "histogram" ? "" : Observing(metric, value, amount, puts, recorded))}}

            """";
    }

    // The same metric, read when it is collected.
    private static string Observing(MetricCall metric, string value, string amount, string puts, string recorded)
    {
        var observed = PythonNames.Observed(metric);
        var type = PythonParameters.TypeOf(metric.Value);
        var create = PythonText.Wrapped($"{observed} = _Observed(", ["_scope", SourceText.Quoted(metric.Signal), $"_scopes.{PythonCalls.Kind(metric)}", SourceText.Quoted(metric.EmittedName), SourceText.Quoted(metric.Unit), SourceText.Quoted(metric.Brief)], ")", 0);
        var parameters = PythonParameters.Declared(metric.Attributes, demand: true);
        var reading = metric.Attributes.Count == 0 ? type : $"_Iterable[_Reading]";
        var read = metric.Attributes.Count == 0
            ? $"return {observed}.add(lambda: [{PythonNames.Type(metric.Name)}._reading(read())])"
            : $"return {observed}.add(read)";
        var name = metric.Attributes.Count == 0 ? "_reading" : "reading";
        return $$""""

                @staticmethod
                def observe(read: _Callable[[], {{reading}}]) -> _Callable[[], None]:
                    """Reads it whenever metrics are collected{{(metric.Attributes.Count == 0 ? "" : "; read answers with a reading(…) for each set of attributes")}}. Answers with what ends that."""
                    {{read}}

                @staticmethod
                {{PythonText.At(1, PythonText.Wrapped($"def {name}(", parameters.Prepend($"{value}: {type}"), ") -> _Reading:", 1))}}
                    _to: _Dict[str, _Any] = {}
                    {{PythonText.At(2, puts + amount)}}
                    return {{(recorded == "_given" ? "_given" : $"None if _given is None else {recorded}")}}, _to


            {{create}}

            """";
    }
}
