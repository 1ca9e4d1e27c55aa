"""Telemetry of Recommendations, written by `upshot generate` from plan eda19f7e75cb.

Do not edit it: change the plan and generate again. Needs opentelemetry-api 1.38 or later.
"""

from __future__ import annotations

import enum as _enum
from typing import Any as _Any
from typing import Callable as _Callable
from typing import Dict as _Dict
from typing import Optional as _Optional
from typing import Sequence as _Sequence
from typing import Union as _Union

from opentelemetry.context import Context as _Context
from opentelemetry.trace import SpanKind as _SpanKind

from ._upshot import scope as _scopes
from ._upshot.call import Call as _Call
from ._upshot.control import Control as _Control
from ._upshot.observed import Observed as _Observed
from ._upshot.observed import Reading as _Reading
from ._upshot.privacy import Personal as Personal
from ._upshot.privacy import Secret as Secret
from ._upshot.scope import metering as _metering
from ._upshot.traced import F as _Function
from ._upshot.traced import traced as _traced
from ._upshot.trouble import failed as _failed
from ._upshot.values import put_integer as _put_integer
from ._upshot.values import put_member as _put_member
from ._upshot.values import whole_amount as _whole_amount
from .upshot_plan import PLAN as _PLAN
from .upshot_plan import PLAN_DIGEST as PLAN_DIGEST
from .upshot_plan import SCHEMA_URL as SCHEMA_URL

_scope = _scopes.Scope("recommendations", "1", SCHEMA_URL, _PLAN["signals"])
_control = _Control(_scope)
configure = _control.configure
apply_rollout = _control.apply_rollout
follow_rollout = _control.follow_rollout
is_on = _control.is_on
stages = _control.stages
left_out = _control.left_out
_learned_counter = _scopes.Instrument(
    _scope,
    "metric.recommendations.learned",
    _scopes.COUNTER,
    "recommendations.learned",
    "{list}",
    "Lists that the service has learned from, some time after they were shown.",
)
_rank_duration_histogram = _scopes.Instrument(
    _scope,
    "metric.recommendations.rank.duration",
    _scopes.HISTOGRAM,
    "recommendations.rank.duration",
    "s",
    "How long the ranking of a list takes.",
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
)


class Strategy(str, _enum.Enum):
    """What decides the order. (recommendations.strategy)"""

    POPULAR = "popular"
    PERSONAL = "personal"


_rank_span = _scopes.Span(_scope, "span.recommendations.rank", _SpanKind.INTERNAL, [_rank_duration_histogram])


class Rank(_Call):
    """A list of products is put in order.

    Emits span recommendations.rank (span.recommendations.rank@1).
    Records histogram recommendations.rank.duration (metric.recommendations.rank.duration@1).
    """

    __slots__ = ()
    signal = "span.recommendations.rank"

    @staticmethod
    def start(*, products: int, parent: _Optional[_Context] = None) -> Rank:
        """Starts the span; in a ``with`` block it is the current one."""
        _call = Rank()
        if not _rank_span.live and not _rank_span.wake():
            return _call._idle(parent)
        _to: _Dict[str, _Any] = {"upshot.signal": "span.recommendations.rank@1"}
        try:
            if type(products) is int and products.bit_length() < 64:
                _to["recommendations.products"] = products
            else:
                _put_integer(_to, "recommendations.products", products)
        except Exception as _error:
            _failed("span.recommendations.rank", _error)
        return _call._begin(_rank_span, "recommendations.rank", _to, parent)

    def succeed(self, *, strategy: Strategy) -> None:
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        try:
            if type(strategy) is Strategy:
                _to["recommendations.strategy"] = strategy._value_
            else:
                _put_member(_to, "recommendations.strategy", strategy, Strategy)
        except Exception as _error:
            _failed("span.recommendations.rank", _error)
        self._end("success", _to, ())

    def fail(self, error: _Union[BaseException, str], *, strategy: _Optional[Strategy] = None) -> None:
        """``error`` is what was raised, or a short name of the sort of failure."""
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        try:
            if type(strategy) is Strategy:
                _to["recommendations.strategy"] = strategy._value_
            elif strategy is not None:
                _put_member(_to, "recommendations.strategy", strategy, Strategy)
        except Exception as _error:
            _failed("span.recommendations.rank", _error)
        self._fail(error, _to, ())

    def set(self, *, products: _Optional[int] = None, strategy: _Optional[Strategy] = None) -> None:
        """Values that become known, or change, while it runs."""
        if self._is_over:
            return
        _to: _Dict[str, _Any] = {}
        try:
            if type(products) is int and products.bit_length() < 64:
                _to["recommendations.products"] = products
            elif products is not None:
                _put_integer(_to, "recommendations.products", products)
            if type(strategy) is Strategy:
                _to["recommendations.strategy"] = strategy._value_
            elif strategy is not None:
                _put_member(_to, "recommendations.strategy", strategy, Strategy)
        except Exception as _error:
            _failed("span.recommendations.rank", _error)
        self._set(_to)

    @staticmethod
    def traced(
        *,
        start: _Callable[..., Rank],
        succeed: _Callable[[Rank, _Any], object],
    ) -> _Callable[[_Function], _Function]:
        """Decorates a function of any kind: start gets its arguments, succeed its result."""
        return _traced(
            "span.recommendations.rank",
            start,
            succeed,
        )

    def _record(self, took: float, amounts: _Sequence[_Any]) -> bool:
        _from = self._values
        _inside = self._inside
        _to = {"upshot.outcome": _from["upshot.outcome"]}
        if "recommendations.strategy" in _from:
            _to["recommendations.strategy"] = _from["recommendations.strategy"]
        if _rank_duration_histogram.live or _rank_duration_histogram.wake():
            try:
                _rank_duration_histogram.record(took, _to, _inside)
            except Exception as _error:
                _failed("recommendations.rank.duration", _error)
        return False


class Learned:
    """Lists that the service has learned from, some time after they were shown.

    Records counter recommendations.learned (metric.recommendations.learned@1).
    """

    signal = "metric.recommendations.learned"

    @staticmethod
    def add(learned: int = 1) -> None:
        if not _learned_counter.live and (_metering._METER_PROVIDER is None or not _learned_counter.wake()):
            return
        try:
            _to: _Dict[str, _Any] = {}
            _given = learned if type(learned) is int and 0 <= learned < 0x8000000000000000 else _whole_amount("recommendations.learned", learned, True)
            if _given is not None:
                _learned_counter.record(_given, _to)
        except Exception as _error:
            _failed("metric.recommendations.learned", _error)

    @staticmethod
    def observe(read: _Callable[[], int]) -> _Callable[[], None]:
        """Reads it whenever metrics are collected. Answers with what ends that."""
        return _learned_observed.add(lambda: [Learned._reading(read())])

    @staticmethod
    def _reading(learned: int) -> _Reading:
        _to: _Dict[str, _Any] = {}
        _given = learned if type(learned) is int and 0 <= learned < 0x8000000000000000 else _whole_amount("recommendations.learned", learned, True)
        return _given, _to


_learned_observed = _Observed(
    _scope,
    "metric.recommendations.learned",
    _scopes.COUNTER,
    "recommendations.learned",
    "{list}",
    "Lists that the service has learned from, some time after they were shown.",
)
