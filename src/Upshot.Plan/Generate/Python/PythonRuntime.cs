namespace Upshot.Plan.Generate.Python;

/// <summary>The part of a generated Python module that is the same for every plan.</summary>
internal static class PythonRuntime
{
    public const string Imports = """"
        from __future__ import annotations

        import asyncio as _asyncio
        import enum as _enum
        import functools as _functools
        import hashlib as _hashlib
        import hmac as _hmac
        import json as _json
        import os as _os
        import re as _re
        import threading as _threading
        import time as _time
        import traceback as _traceback
        import urllib.request as _request
        from datetime import timedelta as _timedelta
        from decimal import Decimal as _Decimal
        from types import TracebackType as _TracebackType
        from typing import Any as _Any
        from typing import Callable as _Callable
        from typing import ClassVar as _ClassVar
        from typing import Dict as _Dict
        from typing import Generic as _Generic
        from typing import Mapping as _Mapping
        from typing import Optional as _Optional
        from typing import Sequence as _Sequence
        from typing import Tuple as _Tuple
        from typing import Type as _Type
        from typing import TypeVar as _TypeVar
        from typing import Union as _Union
        from typing import cast as _cast

        from opentelemetry import context as _context
        from opentelemetry import metrics as _metrics
        from opentelemetry import trace as _trace
        from opentelemetry._logs import SeverityNumber as _SeverityNumber
        from opentelemetry._logs import get_logger as _get_logger
        from opentelemetry.context import Context as _Context
        from opentelemetry.util.types import AttributeValue as _Value
        """";

    public const string Switches = """"
        _T = _TypeVar("_T")
        _instance = ""
        _redaction_key = _os.environ.get("UPSHOT_HASH_KEY", "").encode() or _os.urandom(32)
        _stages: _Dict[str, _Any] = dict(_PLANNED)
        _on: _Dict[str, bool] = {}


        def configure(*, instance_id: _Optional[str] = None, redaction_key: _Optional[bytes] = None) -> None:
            """Says which process this is, and the key of its hashes; what is left out stays as it was.

            instance_id: service.instance.id, by which a canary decides whether it is one.
            redaction_key: without it UPSHOT_HASH_KEY of the environment; without that, a new one for each process.
            """
            global _instance, _redaction_key
            _instance = _instance if instance_id is None else instance_id
            _redaction_key = _redaction_key if redaction_key is None else redaction_key
            _switch()


        def apply_rollout(answer: _Mapping[str, _Any]) -> None:
            """Switches signals as a server says (the JSON of GET /api/v1/rollout). A signal that it does not name is as the plan says."""
            said = answer.get("signals")
            _stages.clear()
            _stages.update(_PLANNED)
            for signal, stage in said.items() if isinstance(said, dict) else ():
                if signal in _PLANNED and isinstance(stage, dict):
                    _stages[signal] = (stage.get("stage"), stage.get("share"))
            _switch()


        def follow_rollout(server: str, *, seconds: float = 30.0, headers: _Optional[_Mapping[str, str]] = None) -> _Callable[[], None]:
            """Asks a server such as http://localhost:4600 again and again, from a thread of its own; answers with what stops it.
            While the server is away everything stays as it was."""
            over = _threading.Event()

            def ask() -> None:
                tag: _Dict[str, str] = {}
                while not over.is_set():
                    try:
                        question = _request.Request(f"{server.rstrip('/')}/api/v1/rollout", headers={**(headers or {}), **tag})
                        with _request.urlopen(question, timeout=10) as answer:
                            apply_rollout(_json.load(answer))
                            tag = {"If-None-Match": answer.headers["ETag"]} if answer.headers["ETag"] else {}
                    except (OSError, ValueError, AttributeError):
                        # Away, not changed (304), or no JSON.
                        pass
                    over.wait(seconds)

            _threading.Thread(target=ask, name="upshot-rollout", daemon=True).start()
            return over.set


        def is_on(signal: str) -> bool:
            """Whether this process emits a signal, by its id such as span.shop.checkout."""
            return _on.get(signal, False)


        def _switch() -> None:
            for signal, (stage, share) in _stages.items():
                canary = stage == "canary" and isinstance(share, (int, float)) and bool(_instance)
                _on[signal] = stage == "on" or (canary and _fraction(f"{signal}\n{_instance}") < share)


        def _fraction(text: str) -> float:
            """0 to 1, always the same for the same text, whatever the language."""
            return (int.from_bytes(_hashlib.sha256(text.encode()).digest()[:8], "big") >> 11) / float(1 << 53)


        _switch()


        class _Classified(_Generic[_T]):
            """A value that says of itself that it is not to be shown."""

            __slots__ = ("_value",)

            def __init__(self, value: _T) -> None:
                self._value = value

            def __repr__(self) -> str:
                return f"{type(self).__name__}(***)"


        class Personal(_Classified[_T]):
            """A value that could identify a person. Attributes of this class take no other."""

            __slots__ = ()


        class Secret(_Classified[_T]):
            """A value that is never stored as it is. Attributes of this class take no other."""

            __slots__ = ()


        def _drop(value: _Optional[_Classified[_Any]]) -> _Optional[str]:
            return None


        def _mask(value: _Optional[_Classified[_Any]]) -> _Optional[str]:
            return None if value is None else "***"


        def _hash(value: _Optional[_Classified[_Any]]) -> _Optional[str]:
            if value is None:
                return None
            # Half a surrogate pair is no text; it is hashed as the mark that the other languages put in its place.
            text = _text(value._value).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            return _hmac.new(_redaction_key, text.encode(), _hashlib.sha256).hexdigest()[:32]


        def _text(value: _Any) -> str:
            """A value as text, the same in every language: hashes and messages are made of it."""
            if isinstance(value, bool):
                return "true" if value else "false"
            if isinstance(value, float):
                return _number(value)
            if isinstance(value, (list, tuple)):
                return ",".join(_text(item) for item in value)
            return str(value.value if isinstance(value, _enum.Enum) else value)


        def _number(value: float) -> str:
            """As ECMAScript writes numbers."""
            if value != value or value in (float("inf"), float("-inf")):
                return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
            if value == 0 or 1e-6 <= abs(value) < 1e21:
                plain = format(_Decimal(repr(abs(value))), "f")
                return ("-" if value < 0 else "") + (plain[:-2] if plain.endswith(".0") else plain)
            return repr(value).replace("e-0", "e-")


        def _type_name(error: BaseException) -> str:
            kind = type(error)
            return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


        def _given(values: _Mapping[str, _Any]) -> _Dict[str, _Value]:
            return {name: value.value if isinstance(value, _enum.Enum) else value for name, value in values.items() if value is not None}


        def _some(values: _Mapping[str, _Value], *names: str) -> _Dict[str, _Value]:
            return {name: values[name] for name in names if name in values}


        def _message(template: str, values: _Mapping[str, _Value]) -> str:
            return _re.sub(r"\{([^{}]+)\}", lambda found: _text(values.get(found[1], "")), template)


        """";

    public const string SpanCall = """"
        _Call = _TypeVar("_Call", bound="_SpanCall")
        _Function = _TypeVar("_Function", bound=_Callable[..., _Any])


        class _SpanCall:
            """One run of what a span describes. In a ``with`` block it is the current span; it ends with succeed or fail,
            with the exception that leaves the block, or else as abandoned. Nothing happens after the end."""

            __slots__ = ("_values", "_amounts", "_span", "_inside", "_started", "_token", "_is_ended", "_error", "_was_told")
            _signal: _ClassVar[str] = ""
            _name: _ClassVar[str] = ""
            _naming: _ClassVar[str] = ""
            _kind: _ClassVar[_trace.SpanKind] = _trace.SpanKind.INTERNAL
            _attributes: _ClassVar[_Sequence[str]] = ()
            _contract: _ClassVar[str] = ""

            def __init__(self, values: _Mapping[str, _Any], parent: _Optional[_Context]) -> None:
                self._values: _Dict[str, _Value] = _given(values)
                self._amounts: _Dict[str, float] = {}
                self._span: _trace.Span = _trace.INVALID_SPAN
                self._inside = _context.get_current() if parent is None else parent
                if _on[self._signal]:
                    carried = _some(self._values, *self._attributes)
                    carried["upshot.signal"] = self._contract
                    name = _message(self._naming, self._values) if self._naming else self._name
                    self._span = _tracer.start_span(name, self._inside, self._kind, carried)
                    self._inside = _trace.set_span_in_context(self._span, self._inside)
                self._token: _Any = None
                self._is_ended = False
                self._error: _Optional[BaseException] = None
                self._was_told = False
                self._started = _time.perf_counter()

            @property
            def context(self) -> _Context:
                """The context of the span, for work that runs elsewhere."""
                return self._inside

            def __enter__(self: _Call) -> _Call:
                self._token = _context.attach(self._inside)
                return self

            def __exit__(
                self, kind: _Optional[_Type[BaseException]], error: _Optional[BaseException], traceback: _Optional[_TracebackType]
            ) -> None:
                if self._token is not None:
                    _context.detach(self._token)
                    self._token = None
                if error is not None:
                    self._fail(error, {}, {})
                else:
                    self._end("abandoned", {}, {})

            async def __aenter__(self: _Call) -> _Call:
                return self.__enter__()

            async def __aexit__(
                self, kind: _Optional[_Type[BaseException]], error: _Optional[BaseException], traceback: _Optional[_TracebackType]
            ) -> None:
                self.__exit__(kind, error, traceback)

            def _succeed(self, values: _Mapping[str, _Any], amounts: _Mapping[str, _Optional[float]]) -> None:
                self._end("success", values, amounts)

            def _fail(self, error: _Union[BaseException, str], values: _Mapping[str, _Any], amounts: _Mapping[str, _Optional[float]]) -> None:
                if self._is_ended:
                    return
                if isinstance(error, BaseException):
                    name = _type_name(error)
                    self._error = error
                else:
                    name = error
                self._values["error.type"] = name
                self._span.set_status(_trace.Status(_trace.StatusCode.ERROR))
                self._end("failure", values, amounts)

            def _end(self, outcome: str, values: _Mapping[str, _Any], amounts: _Mapping[str, _Optional[float]]) -> None:
                if self._is_ended:
                    return
                self._is_ended = True
                seconds = _time.perf_counter() - self._started
                self._values.update(_given(values))
                self._amounts.update({name: amount for name, amount in amounts.items() if amount is not None})
                self._values["upshot.outcome"] = outcome
                self._span.set_attributes(_some(self._values, *self._attributes, "upshot.outcome", "error.type"))
                try:
                    self._record(seconds)
                    if self._error is not None and not self._was_told:
                        self._span.record_exception(self._error)
                finally:
                    self._span.end()

            def _record(self, seconds: float) -> None:
                pass


        def _traced(start: _Callable[..., _Any], succeed: _Callable[[_Any, _Any], object]) -> _Callable[[_Function], _Function]:
            def decorate(function: _Function) -> _Function:
                if _asyncio.iscoroutinefunction(function):

                    @_functools.wraps(function)
                    async def later(*args: _Any, **named: _Any) -> _Any:
                        with start(*args, **named) as call:
                            result = await function(*args, **named)
                            succeed(call, result)
                            return result

                    return _cast(_Function, later)

                @_functools.wraps(function)
                def now(*args: _Any, **named: _Any) -> _Any:
                    with start(*args, **named) as call:
                        result = function(*args, **named)
                        succeed(call, result)
                        return result

                return _cast(_Function, now)

            return decorate


        """";

    public const string Write = """"
        def _write(
            name: str,
            contract: str,
            message: str,
            values: _Mapping[str, _Value],
            inside: _Optional[_Context],
            error: _Optional[BaseException] = None,
        ) -> None:
            failed = values.get("upshot.outcome") == "failure"
            severity = _SeverityNumber.ERROR if failed else _SeverityNumber.INFO
            attributes: _Dict[str, _Value] = {**values, "upshot.signal": contract}
            if error is not None:
                attributes["exception.type"] = _type_name(error)
                attributes["exception.message"] = str(error)
                attributes["exception.stacktrace"] = "".join(_traceback.format_exception(type(error), error, error.__traceback__))
            _logger.emit(
                timestamp=_time.time_ns(),
                context=inside,
                severity_number=severity,
                severity_text=severity.name,
                body=_message(message, values),
                attributes=attributes,
                event_name=name,
            )


        """";
}
