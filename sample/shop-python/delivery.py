"""Telemetry of Delivery, written by `upshot generate` from plan 29bfe4ecf08b.

Do not edit it: change the plan and generate again. Needs opentelemetry-api 1.37 or later.
"""

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

PLAN_DIGEST = "29bfe4ecf08b"
SCHEMA_URL = "https://upshot.dev/schemas/delivery/29bfe4ecf08b"

# Stage and share of each signal as the plan has them.
_PLANNED: _Dict[str, _Tuple[str, float]] = {
    "event.delivery.packing_refused": ("on", 0.1),
    "event.delivery.quoted": ("on", 0.1),
    "metric.delivery.boxes": ("on", 0.1),
    "metric.delivery.pack.duration": ("on", 0.1),
    "metric.delivery.quote.duration": ("on", 0.1),
    "metric.delivery.quote.price": ("on", 0.1),
    "span.delivery.ask_packing": ("on", 0.1),
    "span.delivery.pack": ("on", 0.1),
    "span.delivery.quote": ("on", 0.1),
}

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


_tracer = _trace.get_tracer("delivery", "1", schema_url=SCHEMA_URL)
_logger = _get_logger("delivery", "1", schema_url=SCHEMA_URL)
_meter = _metrics.get_meter(
    "delivery", "1", schema_url=SCHEMA_URL,
    attributes={"upshot.signals": "metric.delivery.boxes@1,metric.delivery.pack.duration@1,metric.delivery.quote.duration@1,metric.delivery.quote.price@1"},
)
_boxes_counter = _meter.create_counter("delivery.boxes", "{box}", "Boxes, by size.")
_pack_duration_histogram = _meter.create_histogram(
    "delivery.pack.duration",
    "s",
    "How long it takes to choose a box.",
    explicit_bucket_boundaries_advisory=[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
)
_quote_duration_histogram = _meter.create_histogram(
    "delivery.quote.duration",
    "s",
    "How long a quote takes.",
    explicit_bucket_boundaries_advisory=[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
)
_quote_price_histogram = _meter.create_histogram("delivery.quote.price", "{EUR}", "What it costs to send an order.")


class Box(str, _enum.Enum):
    """The box that the order fits into. (delivery.box)"""

    LETTER = "letter"
    SMALL = "small"
    LARGE = "large"
    NONE = "none"


class Country(str, _enum.Enum):
    """Where the order goes. (delivery.country)"""

    AT = "at"
    DE = "de"
    ELSEWHERE = "elsewhere"


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


class AskPacking(_SpanCall):
    """Shipping asks packing for the box.

    Emits span delivery.ask_packing (span.delivery.ask_packing@1).
    """

    __slots__ = ()
    _signal = "span.delivery.ask_packing"
    _contract = "span.delivery.ask_packing@1"
    _name = "delivery.ask_packing"
    _kind = _trace.SpanKind.CLIENT
    _attributes = ()

    @classmethod
    def start(cls, *, parent: _Optional[_Context] = None) -> AskPacking:
        return cls({}, parent)

    def succeed(self) -> None:
        self._succeed({}, {})

    def fail(self, error: _Union[BaseException, str]) -> None:
        self._fail(error, {}, {})

    @classmethod
    def traced(
        cls,
        *,
        start: _Optional[_Callable[..., AskPacking]] = None,
        succeed: _Optional[_Callable[[AskPacking, _Any], object]] = None,
    ) -> _Callable[[_Function], _Function]:
        """Decorates a function, async or not: start gets its arguments, succeed its result."""
        return _traced(start or (lambda *_, **__: cls.start()), succeed or (lambda call, _: call.succeed()))


class Pack(_SpanCall):
    """The box for an order is chosen.

    Emits span delivery.pack (span.delivery.pack@1).
    Records histogram delivery.pack.duration (metric.delivery.pack.duration@1).
    """

    __slots__ = ()
    _signal = "span.delivery.pack"
    _contract = "span.delivery.pack@1"
    _name = "delivery.pack"
    _kind = _trace.SpanKind.SERVER
    _attributes = ("delivery.items", "delivery.box")

    @classmethod
    def start(cls, *, items: int, parent: _Optional[_Context] = None) -> Pack:
        return cls({"delivery.items": items}, parent)

    def succeed(self, *, box: Box) -> None:
        self._succeed({"delivery.box": box}, {})

    def fail(self, error: _Union[BaseException, str], *, box: _Optional[Box] = None) -> None:
        self._fail(error, {"delivery.box": box}, {})

    @classmethod
    def traced(
        cls,
        *,
        start: _Callable[..., Pack],
        succeed: _Callable[[Pack, _Any], object],
    ) -> _Callable[[_Function], _Function]:
        """Decorates a function, async or not: start gets its arguments, succeed its result."""
        return _traced(start, succeed)

    def _record(self, seconds: float) -> None:
        if _on["metric.delivery.pack.duration"]:
            _pack_duration_histogram.record(seconds, _some(self._values, "upshot.outcome"), self._inside)


class Quote(_SpanCall):
    """The Shop asks what it costs to send an order.

    Emits span delivery.quote (span.delivery.quote@1).
    Records histogram delivery.quote.duration (metric.delivery.quote.duration@1).
    Records histogram delivery.quote.price (metric.delivery.quote.price@1).
    Writes event delivery.quoted (event.delivery.quoted@1).
    """

    __slots__ = ()
    _signal = "span.delivery.quote"
    _contract = "span.delivery.quote@1"
    _name = "delivery.quote"
    _kind = _trace.SpanKind.SERVER
    _attributes = ("delivery.country", "delivery.items", "delivery.box", "delivery.order.id")

    @classmethod
    def start(
        cls,
        *,
        country: Country,
        items: int,
        order_id: _Optional[Personal[str]] = None,
        parent: _Optional[_Context] = None,
    ) -> Quote:
        return cls({"delivery.country": country, "delivery.items": items, "delivery.order.id": _hash(order_id)}, parent)

    def succeed(self, *, box: Box, price_eur: _Union[_Decimal, float]) -> None:
        self._succeed({"delivery.box": box}, {"price": float(price_eur)})

    def fail(
        self,
        error: _Union[BaseException, str],
        *,
        box: _Optional[Box] = None,
        price_eur: _Optional[_Union[_Decimal, float]] = None,
    ) -> None:
        self._fail(error, {"delivery.box": box}, {"price": None if price_eur is None else float(price_eur)})

    @classmethod
    def traced(
        cls,
        *,
        start: _Callable[..., Quote],
        succeed: _Callable[[Quote, _Any], object],
    ) -> _Callable[[_Function], _Function]:
        """Decorates a function, async or not: start gets its arguments, succeed its result."""
        return _traced(start, succeed)

    def _record(self, seconds: float) -> None:
        if _on["metric.delivery.quote.duration"]:
            _quote_duration_histogram.record(
                seconds,
                _some(self._values, "delivery.country", "upshot.outcome"),
                self._inside,
            )
        if _on["metric.delivery.quote.price"] and "price" in self._amounts:
            _quote_price_histogram.record(
                self._amounts["price"],
                _some(self._values, "delivery.country", "delivery.box", "upshot.outcome"),
                self._inside,
            )
        if _on["event.delivery.quoted"]:
            _write(
                "delivery.quoted",
                "event.delivery.quoted@1",
                "Order {delivery.order.id} goes to {delivery.country} in box {delivery.box}",
                _some(self._values, "delivery.country", "delivery.box", "delivery.order.id", "upshot.outcome"),
                self._inside,
                self._error,
            )
            self._was_told = True


class Boxes:
    """Boxes, by size.

    Records counter delivery.boxes (metric.delivery.boxes@1).
    """

    @staticmethod
    def add(boxes: int = 1, *, box: Box) -> None:
        if _on["metric.delivery.boxes"]:
            _boxes_counter.add(boxes, _given({"delivery.box": box}))


class PackingRefused:
    """An order fits into no box.

    Writes event delivery.packing_refused (event.delivery.packing_refused@1).
    """

    @staticmethod
    def write(*, items: int, exception: _Optional[BaseException] = None) -> None:
        if _on["event.delivery.packing_refused"]:
            _write(
                "delivery.packing_refused",
                "event.delivery.packing_refused@1",
                "{delivery.items} packets fit into no box",
                _given({"delivery.items": items}),
                None,
                exception,
            )
