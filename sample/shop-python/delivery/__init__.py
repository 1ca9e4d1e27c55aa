"""Telemetry of Delivery, written by `upshot generate` from plan 29bfe4ecf08b.

Do not edit it: change the plan and generate again. Needs opentelemetry-api 1.38 or later.
"""

from __future__ import annotations

import enum as _enum
from decimal import Decimal as _Decimal
from typing import Any as _Any
from typing import Callable as _Callable
from typing import Dict as _Dict
from typing import Iterable as _Iterable
from typing import Optional as _Optional
from typing import Sequence as _Sequence
from typing import Union as _Union

from opentelemetry.context import Context as _Context
from opentelemetry.trace import SpanKind as _SpanKind

from ._upshot import scope as _scopes
from ._upshot.call import Call as _Call
from ._upshot.control import Control as _Control
from ._upshot.events import write as _write
from ._upshot.observed import Observed as _Observed
from ._upshot.observed import Reading as _Reading
from ._upshot.privacy import Personal as Personal
from ._upshot.privacy import Secret as Secret
from ._upshot.privacy import put_hash as _put_hash
from ._upshot.text import said as _said
from ._upshot.scope import logging as _logging
from ._upshot.scope import metering as _metering
from ._upshot.traced import F as _Function
from ._upshot.traced import traced as _traced
from ._upshot.trouble import failed as _failed
from ._upshot.values import amount as _amount
from ._upshot.values import put_integer as _put_integer
from ._upshot.values import put_member as _put_member
from ._upshot.values import whole_amount as _whole_amount
from .upshot_plan import PLAN as _PLAN
from .upshot_plan import PLAN_DIGEST as PLAN_DIGEST
from .upshot_plan import SCHEMA_URL as SCHEMA_URL

_scope = _scopes.Scope("delivery", "1", SCHEMA_URL, _PLAN["signals"])
_control = _Control(_scope)
configure = _control.configure
apply_rollout = _control.apply_rollout
follow_rollout = _control.follow_rollout
is_on = _control.is_on
stages = _control.stages
left_out = _control.left_out
_boxes_counter = _scopes.Instrument(
    _scope,
    "metric.delivery.boxes",
    _scopes.COUNTER,
    "delivery.boxes",
    "{box}",
    "Boxes, by size.",
)
_pack_duration_histogram = _scopes.Instrument(
    _scope,
    "metric.delivery.pack.duration",
    _scopes.HISTOGRAM,
    "delivery.pack.duration",
    "s",
    "How long it takes to choose a box.",
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
)
_quote_duration_histogram = _scopes.Instrument(
    _scope,
    "metric.delivery.quote.duration",
    _scopes.HISTOGRAM,
    "delivery.quote.duration",
    "s",
    "How long a quote takes.",
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
)
_quote_price_histogram = _scopes.Instrument(
    _scope,
    "metric.delivery.quote.price",
    _scopes.HISTOGRAM,
    "delivery.quote.price",
    "{EUR}",
    "What it costs to send an order.",
)
_packing_refused_event = _scopes.Event(_scope, "event.delivery.packing_refused", "delivery.packing_refused")
_quoted_event = _scopes.Event(_scope, "event.delivery.quoted", "delivery.quoted")


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


_ask_packing_span = _scopes.Span(_scope, "span.delivery.ask_packing", _SpanKind.CLIENT)


class AskPacking(_Call):
    """Shipping asks packing for the box.

    Emits span delivery.ask_packing (span.delivery.ask_packing@1).
    """

    __slots__ = ()
    signal = "span.delivery.ask_packing"

    @staticmethod
    def start(*, parent: _Optional[_Context] = None) -> AskPacking:
        """Starts the span; in a ``with`` block it is the current one."""
        _call = AskPacking()
        if not _ask_packing_span.live and not _ask_packing_span.wake():
            return _call._idle(parent)
        _to: _Dict[str, _Any] = {"upshot.signal": "span.delivery.ask_packing@1"}
        return _call._begin(_ask_packing_span, "delivery.ask_packing", _to, parent)

    def succeed(self) -> None:
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        self._end("success", _to, ())

    def fail(self, error: _Union[BaseException, str]) -> None:
        """``error`` is what was raised, or a short name of the sort of failure."""
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        self._fail(error, _to, ())

    @staticmethod
    def traced(
        *,
        start: _Optional[_Callable[..., AskPacking]] = None,
        succeed: _Optional[_Callable[[AskPacking, _Any], object]] = None,
    ) -> _Callable[[_Function], _Function]:
        """Decorates a function of any kind: start gets its arguments, succeed its result."""
        return _traced(
            "span.delivery.ask_packing",
            start or (lambda *_, **__: AskPacking.start()),
            succeed or (lambda call, _: call.succeed()),
        )


_pack_span = _scopes.Span(_scope, "span.delivery.pack", _SpanKind.SERVER, [_pack_duration_histogram])


class Pack(_Call):
    """The box for an order is chosen.

    Emits span delivery.pack (span.delivery.pack@1).
    Records histogram delivery.pack.duration (metric.delivery.pack.duration@1).
    """

    __slots__ = ()
    signal = "span.delivery.pack"

    @staticmethod
    def start(*, items: int, parent: _Optional[_Context] = None) -> Pack:
        """Starts the span; in a ``with`` block it is the current one."""
        _call = Pack()
        if not _pack_span.live and not _pack_span.wake():
            return _call._idle(parent)
        _to: _Dict[str, _Any] = {"upshot.signal": "span.delivery.pack@1"}
        try:
            if type(items) is int and items.bit_length() < 64:
                _to["delivery.items"] = items
            else:
                _put_integer(_to, "delivery.items", items)
        except Exception as _error:
            _failed("span.delivery.pack", _error)
        return _call._begin(_pack_span, "delivery.pack", _to, parent)

    def succeed(self, *, box: Box) -> None:
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        try:
            if type(box) is Box:
                _to["delivery.box"] = box._value_
            else:
                _put_member(_to, "delivery.box", box, Box)
        except Exception as _error:
            _failed("span.delivery.pack", _error)
        self._end("success", _to, ())

    def fail(self, error: _Union[BaseException, str], *, box: _Optional[Box] = None) -> None:
        """``error`` is what was raised, or a short name of the sort of failure."""
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        try:
            if type(box) is Box:
                _to["delivery.box"] = box._value_
            elif box is not None:
                _put_member(_to, "delivery.box", box, Box)
        except Exception as _error:
            _failed("span.delivery.pack", _error)
        self._fail(error, _to, ())

    def set(self, *, items: _Optional[int] = None, box: _Optional[Box] = None) -> None:
        """Values that become known, or change, while it runs."""
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        try:
            if type(items) is int and items.bit_length() < 64:
                _to["delivery.items"] = items
            elif items is not None:
                _put_integer(_to, "delivery.items", items)
            if type(box) is Box:
                _to["delivery.box"] = box._value_
            elif box is not None:
                _put_member(_to, "delivery.box", box, Box)
        except Exception as _error:
            _failed("span.delivery.pack", _error)
        self._set(_to)

    @staticmethod
    def traced(
        *,
        start: _Callable[..., Pack],
        succeed: _Callable[[Pack, _Any], object],
    ) -> _Callable[[_Function], _Function]:
        """Decorates a function of any kind: start gets its arguments, succeed its result."""
        return _traced(
            "span.delivery.pack",
            start,
            succeed,
        )

    def _record(self, took: float, amounts: _Sequence[_Any]) -> bool:
        _from = self._values
        _inside = self._inside
        _to = {"upshot.outcome": _from["upshot.outcome"]}
        if _pack_duration_histogram.live or _pack_duration_histogram.wake():
            try:
                _pack_duration_histogram.record(took, _to, _inside)
            except Exception as _error:
                _failed("delivery.pack.duration", _error)
        return False


_quote_span = _scopes.Span(
    _scope,
    "span.delivery.quote",
    _SpanKind.SERVER,
    [_quote_duration_histogram, _quote_price_histogram, _quoted_event],
)


class Quote(_Call):
    """The Shop asks what it costs to send an order.

    Emits span delivery.quote (span.delivery.quote@1).
    Records histogram delivery.quote.duration (metric.delivery.quote.duration@1).
    Records histogram delivery.quote.price (metric.delivery.quote.price@1).
    Writes event delivery.quoted (event.delivery.quoted@1).
    """

    __slots__ = ()
    signal = "span.delivery.quote"

    @staticmethod
    def start(
        *,
        country: Country,
        items: int,
        order_id: _Optional[Personal[str]] = None,
        parent: _Optional[_Context] = None,
    ) -> Quote:
        """Starts the span; in a ``with`` block it is the current one."""
        _call = Quote()
        if not _quote_span.live and not _quote_span.wake():
            return _call._idle(parent)
        _to: _Dict[str, _Any] = {"upshot.signal": "span.delivery.quote@1"}
        try:
            if type(country) is Country:
                _to["delivery.country"] = country._value_
            else:
                _put_member(_to, "delivery.country", country, Country)
            if type(items) is int and items.bit_length() < 64:
                _to["delivery.items"] = items
            else:
                _put_integer(_to, "delivery.items", items)
            if order_id is not None:
                _put_hash(_to, "delivery.order.id", order_id)
        except Exception as _error:
            _failed("span.delivery.quote", _error)
        return _call._begin(_quote_span, "delivery.quote", _to, parent)

    def succeed(self, *, box: Box, price_eur: _Union[_Decimal, float]) -> None:
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        _amounts: _Sequence[_Any] = ()
        try:
            if type(box) is Box:
                _to["delivery.box"] = box._value_
            else:
                _put_member(_to, "delivery.box", box, Box)
            _amounts = [
                price_eur if type(price_eur) is float and price_eur - price_eur == 0.0 and price_eur >= 0.0 else _amount("delivery.quote.price", price_eur, True),
            ]
        except Exception as _error:
            _failed("span.delivery.quote", _error)
        self._end("success", _to, _amounts)

    def fail(
        self,
        error: _Union[BaseException, str],
        *,
        box: _Optional[Box] = None,
        price_eur: _Optional[_Union[_Decimal, float]] = None,
    ) -> None:
        """``error`` is what was raised, or a short name of the sort of failure."""
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        _amounts: _Sequence[_Any] = ()
        try:
            if type(box) is Box:
                _to["delivery.box"] = box._value_
            elif box is not None:
                _put_member(_to, "delivery.box", box, Box)
            _amounts = [
                None if price_eur is None else price_eur if type(price_eur) is float and price_eur - price_eur == 0.0 and price_eur >= 0.0 else _amount("delivery.quote.price", price_eur, True),
            ]
        except Exception as _error:
            _failed("span.delivery.quote", _error)
        self._fail(error, _to, _amounts)

    def set(
        self,
        *,
        country: _Optional[Country] = None,
        items: _Optional[int] = None,
        order_id: _Optional[Personal[str]] = None,
        box: _Optional[Box] = None,
    ) -> None:
        """Values that become known, or change, while it runs."""
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        try:
            if type(country) is Country:
                _to["delivery.country"] = country._value_
            elif country is not None:
                _put_member(_to, "delivery.country", country, Country)
            if type(items) is int and items.bit_length() < 64:
                _to["delivery.items"] = items
            elif items is not None:
                _put_integer(_to, "delivery.items", items)
            if order_id is not None:
                _put_hash(_to, "delivery.order.id", order_id)
            if type(box) is Box:
                _to["delivery.box"] = box._value_
            elif box is not None:
                _put_member(_to, "delivery.box", box, Box)
        except Exception as _error:
            _failed("span.delivery.quote", _error)
        self._set(_to)

    @staticmethod
    def traced(
        *,
        start: _Callable[..., Quote],
        succeed: _Callable[[Quote, _Any], object],
    ) -> _Callable[[_Function], _Function]:
        """Decorates a function of any kind: start gets its arguments, succeed its result."""
        return _traced(
            "span.delivery.quote",
            start,
            succeed,
        )

    def _record(self, took: float, amounts: _Sequence[_Any]) -> bool:
        _from = self._values
        _inside = self._inside
        _to = {"upshot.outcome": _from["upshot.outcome"]}
        if "delivery.country" in _from:
            _to["delivery.country"] = _from["delivery.country"]
        if _quote_duration_histogram.live or _quote_duration_histogram.wake():
            try:
                _quote_duration_histogram.record(took, _to, _inside)
            except Exception as _error:
                _failed("delivery.quote.duration", _error)
        _to = {"upshot.outcome": _from["upshot.outcome"]}
        if "delivery.country" in _from:
            _to["delivery.country"] = _from["delivery.country"]
        if "delivery.box" in _from:
            _to["delivery.box"] = _from["delivery.box"]
        if amounts and amounts[0] is not None and (_quote_price_histogram.live or _quote_price_histogram.wake()):
            try:
                _quote_price_histogram.record(amounts[0], _to, _inside)
            except Exception as _error:
                _failed("delivery.quote.price", _error)
        if _quoted_event.live or _quoted_event.wake():
            _to = {"upshot.signal": "event.delivery.quoted@1", "upshot.outcome": _from["upshot.outcome"]}
            if "delivery.country" in _from:
                _to["delivery.country"] = _from["delivery.country"]
            if "delivery.box" in _from:
                _to["delivery.box"] = _from["delivery.box"]
            if "delivery.order.id" in _from:
                _to["delivery.order.id"] = _from["delivery.order.id"]
            _from = _to
            _message = "".join(("Order ", _said(_from.get("delivery.order.id")), " goes to ", _said(_from.get("delivery.country")), " in box ", _said(_from.get("delivery.box"))))
            return _write(_quoted_event, _message, _to, _to["upshot.outcome"] == "failure", _inside, self._error)
        return False


class Boxes:
    """Boxes, by size.

    Records counter delivery.boxes (metric.delivery.boxes@1).
    """

    signal = "metric.delivery.boxes"

    @staticmethod
    def add(boxes: int = 1, *, box: Box) -> None:
        if not _boxes_counter.live and (_metering._METER_PROVIDER is None or not _boxes_counter.wake()):
            return
        try:
            _to: _Dict[str, _Any] = {}
            if type(box) is Box:
                _to["delivery.box"] = box._value_
            else:
                _put_member(_to, "delivery.box", box, Box)
            _given = boxes if type(boxes) is int and 0 <= boxes < 0x8000000000000000 else _whole_amount("delivery.boxes", boxes, True)
            if _given is not None:
                _boxes_counter.record(_given, _to)
        except Exception as _error:
            _failed("metric.delivery.boxes", _error)

    @staticmethod
    def observe(read: _Callable[[], _Iterable[_Reading]]) -> _Callable[[], None]:
        """Reads it whenever metrics are collected; read answers with a reading(…) for each set of attributes. Answers with what ends that."""
        return _boxes_observed.add(read)

    @staticmethod
    def reading(boxes: int, *, box: Box) -> _Reading:
        _to: _Dict[str, _Any] = {}
        if type(box) is Box:
            _to["delivery.box"] = box._value_
        else:
            _put_member(_to, "delivery.box", box, Box)
        _given = boxes if type(boxes) is int and 0 <= boxes < 0x8000000000000000 else _whole_amount("delivery.boxes", boxes, True)
        return _given, _to


_boxes_observed = _Observed(
    _scope,
    "metric.delivery.boxes",
    _scopes.COUNTER,
    "delivery.boxes",
    "{box}",
    "Boxes, by size.",
)


class PackingRefused:
    """An order fits into no box.

    Writes event delivery.packing_refused (event.delivery.packing_refused@1).
    """

    signal = "event.delivery.packing_refused"

    @staticmethod
    def write(*, items: int, exception: _Optional[BaseException] = None) -> None:
        if not _packing_refused_event.live and (_logging._LOGGER_PROVIDER is None or not _packing_refused_event.wake()):
            return
        try:
            _from: _Dict[str, _Any] = {"upshot.signal": "event.delivery.packing_refused@1"}
            _to = _from
            if type(items) is int and items.bit_length() < 64:
                _to["delivery.items"] = items
            else:
                _put_integer(_to, "delivery.items", items)
            _write(_packing_refused_event, "".join((_said(_from.get("delivery.items")), " packets fit into no box")), _to, False, None, exception)
        except Exception as _error:
            _failed("event.delivery.packing_refused", _error)
