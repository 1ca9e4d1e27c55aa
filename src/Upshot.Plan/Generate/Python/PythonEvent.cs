namespace Upshot.Plan.Generate.Python;

/// <summary>A class for an event that no span writes.</summary>
internal static class PythonEvent
{
    public static string Write(EventCall written)
    {
        var name = PythonNames.Event(written);
        return $$""""
            class {{PythonNames.Type(written.Name)}}:
                """{{SourceText.Remark(written.Brief.Length > 0 ? written.Brief : written.EmittedName)}}

                Writes event {{SourceText.Remark(written.EmittedName)}} ({{SourceText.Remark(written.Contract)}}).
                """

                signal = {{SourceText.Quoted(written.Signal)}}

                @staticmethod
                {{PythonText.At(1, PythonText.Wrapped("def write(", PythonParameters.Declared(written.Attributes, demand: true, "exception: _Optional[BaseException] = None"), ") -> None:", 1))}}
                    if not {{name}}.live and (_logging._LOGGER_PROVIDER is None or not {{name}}.wake()):
                        return
                    try:
                        _from: _Dict[str, _Any] = {"upshot.signal": {{SourceText.Quoted(written.Contract)}}}
                        _to = _from
                        {{PythonText.At(3, PythonText.Lines(text => PythonParameters.Put(text, written.Attributes, demand: true)))}}
                        _write({{name}}, {{PythonText.Message(written.Message)}}, _to, False, None, exception)
                    except Exception as _error:
                        _failed({{SourceText.Quoted(written.Signal)}}, _error)


            """";
    }
}
