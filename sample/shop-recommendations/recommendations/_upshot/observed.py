# pyright: basic
"""Metrics that are read when they are collected: the depth of a queue, the size of a pool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, Optional

from opentelemetry import metrics

from .scope import Instrument, Scope
from .trouble import failed

Reading = tuple[Optional[float], dict[str, Any]]
Read = Callable[[], Iterable[Reading]]


class Observed(Instrument):
    """An observable instrument: everybody who observes it is asked, and what has the same attributes is added, except for a gauge, of
    which the last one counts."""

    __slots__ = ("_readers",)

    def __init__(self, scope: Scope, signal: str, kind: tuple[str, str], name: str, unit: str, brief: str) -> None:
        self._readers: list[Read] = []
        super().__init__(scope, signal, kind, name, unit, brief)

    def add(self, read: Read) -> Callable[[], None]:
        """Answers with what ends it."""
        self._readers = [*self._readers, read]
        self.look()
        if self.record is None:
            self._scope.when_metering(self.look)

        def stop() -> None:
            self._readers = [other for other in self._readers if other is not read]

        return stop

    def _look(self) -> None:
        meter = self._scope.meter()
        if meter is not None and self._readers and self.record is None:
            create, _ = self._kind
            self.record = getattr(meter, f"create_observable_{create}")(self.name, [self._collect], self.unit, self.brief)
        self.live = False
        # While nobody observes there is no instrument, so that the same metric may be counted by hand instead.
        self._is_settled = self.record is not None

    def _collect(self, _: metrics.CallbackOptions) -> Iterable[metrics.Observation]:
        found: dict[tuple[tuple[str, Any], ...], float] = {}
        for read in self._readers if self._is_on() else ():
            try:
                for value, attributes in read():
                    if value is not None:
                        key = tuple(sorted(attributes.items()))
                        found[key] = value if self._kind[0] == "gauge" else found.get(key, 0) + value
            except Exception as error:
                failed(self.name, error)
        return [metrics.Observation(value, dict(key)) for key, value in found.items()]
