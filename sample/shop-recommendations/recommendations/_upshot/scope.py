# pyright: basic
"""The instrumentation scope of a plan, and its signals as they find what an application has set up.

An application may set up OpenTelemetry before or after it imports generated code. The API's own stand-ins lose the attributes of a meter's
scope on the way, so that each signal asks for its real tracer, meter or logger itself, once there is one. Until then a call costs a look at
one variable of the API for each kind; where a version of the API has no such variable, the API is asked each time.
"""

from __future__ import annotations

import importlib
import inspect
import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from opentelemetry import _logs, metrics, trace

from .rollout import Rollout
from .trouble import failed

if "event_name" not in inspect.signature(_logs.Logger.emit).parameters:
    raise ImportError("This code needs opentelemetry-api 1.38 or later: in older versions events cannot be emitted.")


# How an instrument is made, and what its one method is called.
Kind = tuple[str, str]
COUNTER: Kind = ("counter", "add")
UP_DOWN_COUNTER: Kind = ("up_down_counter", "add")
HISTOGRAM: Kind = ("histogram", "record")
GAUGE: Kind = ("gauge", "set")


class _Asked:
    """Whether a provider was set up, where it cannot be seen from a variable."""

    def __init__(self, ask: Callable[[], Any]) -> None:
        self._ask = ask

    def __getattr__(self, name: str) -> Any:
        provider = self._ask()
        return None if "proxy" in type(provider).__name__.lower() else provider


def _state(module: str, variable: str, ask: Callable[[], Any]) -> Any:
    # Asking once also loads a provider that the environment names.
    ask()
    found: Any = importlib.import_module(module)
    return found if hasattr(found, variable) else _Asked(ask)


tracing: Any = _state("opentelemetry.trace", "_TRACER_PROVIDER", trace.get_tracer_provider)
metering: Any = _state("opentelemetry.metrics._internal", "_METER_PROVIDER", metrics.get_meter_provider)
logging: Any = _state("opentelemetry._logs._internal", "_LOGGER_PROVIDER", _logs.get_logger_provider)


class _Waiting:
    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look

    def on_set_meter_provider(self, _: metrics.MeterProvider) -> None:
        self._look()


class Scope:
    """Name, version and schema URL of everything that a plan's code emits, and the contracts of its metrics."""

    def __init__(
        self, name: str, version: str, schema_url: str, signals: Mapping[str, Mapping[str, Any]], exceptions: Optional[str] = None
    ) -> None:
        """``signals``: as the plan of the package has them. ``exceptions``: what becomes of their messages; None: they may be shown."""
        self.exceptions = exceptions
        self.rollout = Rollout({signal: (said["stage"], said["share"]) for signal, said in signals.items()})
        self.lock = threading.RLock()
        if hasattr(os, "register_at_fork"):
            # A thread that held it does not live on in a forked process.
            os.register_at_fork(after_in_child=self._renew)
        self._name = name
        self._version = version
        self._schema_url = schema_url
        self._contracts = ",".join(said["contract"] for said in signals.values() if said["kind"] == "metric")
        self._tracer: Optional[trace.Tracer] = None
        self._meter: Optional[metrics.Meter] = None
        self._logger: Optional[_logs.Logger] = None

    def _renew(self) -> None:
        self.lock = threading.RLock()

    def tracer(self) -> Optional[trace.Tracer]:
        if self._tracer is None and tracing._TRACER_PROVIDER is not None:
            self._tracer = trace.get_tracer_provider().get_tracer(self._name, self._version, self._schema_url)
        return self._tracer

    def meter(self) -> Optional[metrics.Meter]:
        if self._meter is None and metering._METER_PROVIDER is not None:
            self._meter = metrics.get_meter_provider().get_meter(
                self._name, self._version, self._schema_url, attributes={"upshot.signals": self._contracts}
            )
        return self._meter

    def when_metering(self, look: Callable[[], None]) -> None:
        """Has ``look`` called when a meter provider is set up, for what is not looked at by calls. The API does this for its own stand-ins, in a
        list; where a version has no such list, the next call of the package looks."""
        waiting = getattr(metrics.get_meter_provider(), "_meters", None)
        if isinstance(waiting, list):
            waiting.append(_Waiting(look))

    def logger(self) -> Optional[_logs.Logger]:
        if self._logger is None and logging._LOGGER_PROVIDER is not None:
            self._logger = _logs.get_logger_provider().get_logger(self._name, self._version, self._schema_url)
        return self._logger


class Signal:
    """``live``: it is on, and somebody may listen. Generated code reads it before it does anything else."""

    __slots__ = ("signal", "live", "_is_settled", "_scope")

    def __init__(self, scope: Scope, signal: str) -> None:
        self._scope = scope
        self.signal = signal
        self.live = False
        # Whether its provider was found, so that only the rollout changes anything.
        self._is_settled = False
        scope.rollout.listen(self.look)

    def wake(self) -> bool:
        """Looks for what was set up since; whether the signal is live now."""
        if not self._is_settled:
            self.look()
        return self.live

    def look(self) -> None:
        try:
            with self._scope.lock:
                self._look()
        except Exception as error:
            failed(self.signal, error)

    def _look(self) -> None:
        raise NotImplementedError

    @property
    def exceptions(self) -> Optional[str]:
        return self._scope.exceptions

    def _is_on(self) -> bool:
        return self._scope.rollout.is_on(self.signal)


class Instrument(Signal):
    """An instrument of one metric. ``record`` is its ``add``, ``record`` or ``set``."""

    __slots__ = ("record", "name", "unit", "brief", "_kind", "_more")

    def __init__(
        self, scope: Scope, signal: str, kind: Kind, name: str, unit: str, brief: str, boundaries: Optional[Sequence[float]] = None
    ) -> None:
        self.record: Any = None
        self.name = name
        self.unit = unit
        self.brief = brief
        self._kind = kind
        self._more = {} if boundaries is None else {"explicit_bucket_boundaries_advisory": boundaries}
        super().__init__(scope, signal)

    def _look(self) -> None:
        meter = self._scope.meter()
        # Made when it is first used: one that is observed instead, or switched off, is never made.
        if meter is not None and self.record is None and self._is_on() and not isinstance(meter, metrics.NoOpMeter):
            create, verb = self._kind
            instrument = getattr(meter, f"create_{create}")(self.name, self.unit, self.brief, **self._more)
            self.record = getattr(instrument, verb)
        self.live = self.record is not None and self._is_on()
        self._is_settled = meter is not None


class Event(Signal):
    """An event. ``emit`` is that of its logger."""

    __slots__ = ("emit", "name")

    def __init__(self, scope: Scope, signal: str, name: str) -> None:
        self.emit: Any = None
        self.name = name
        super().__init__(scope, signal)

    def _look(self) -> None:
        logger = self._scope.logger()
        if logger is not None and self.emit is None and not isinstance(logger, _logs.NoOpLogger):
            self.emit = logger.emit
        self.live = self.emit is not None and self._is_on()
        self._is_settled = logger is not None


class Span(Signal):
    """A span, and what is recorded and written when it ends: live while one of them is."""

    __slots__ = ("start", "is_on", "kind", "_parts")

    def __init__(self, scope: Scope, signal: str, kind: trace.SpanKind, parts: Sequence[Signal] = ()) -> None:
        self.start: Any = None
        self.is_on = False
        self.kind = kind
        self._parts = tuple(parts)
        super().__init__(scope, signal)

    def wake(self) -> bool:
        if tracing._TRACER_PROVIDER is None and metering._METER_PROVIDER is None and logging._LOGGER_PROVIDER is None:
            return False
        return super().wake()

    def _look(self) -> None:
        tracer = self._scope.tracer()
        if tracer is not None and self.start is None and not isinstance(tracer, trace.NoOpTracer):
            self.start = tracer.start_span
        self.is_on = self.start is not None and self._is_on()
        for part in self._parts:
            part.look()
        self.live = self.is_on or any(part.live for part in self._parts)
        self._is_settled = tracer is not None and all(part._is_settled for part in self._parts)
