"""The metrics API. Instruments that are made before there is a provider find the provider later."""

from __future__ import annotations

import abc
from typing import Any, Generic, Optional, Sequence, TypeVar, Union

from opentelemetry.context import Context
from opentelemetry.util.types import Attributes

_I = TypeVar("_I")


class Counter(abc.ABC):
    @abc.abstractmethod
    def add(self, amount: Union[int, float], attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None: ...


class UpDownCounter(abc.ABC):
    @abc.abstractmethod
    def add(self, amount: Union[int, float], attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None: ...


class Histogram(abc.ABC):
    @abc.abstractmethod
    def record(self, amount: Union[int, float], attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None: ...


class Gauge(abc.ABC):
    @abc.abstractmethod
    def set(self, amount: Union[int, float], attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None: ...


class Meter(abc.ABC):
    @abc.abstractmethod
    def create_counter(self, name: str, unit: str = "", description: str = "") -> Counter: ...

    @abc.abstractmethod
    def create_up_down_counter(self, name: str, unit: str = "", description: str = "") -> UpDownCounter: ...

    @abc.abstractmethod
    def create_histogram(
        self, name: str, unit: str = "", description: str = "", *, explicit_bucket_boundaries_advisory: Optional[Sequence[float]] = None
    ) -> Histogram: ...

    @abc.abstractmethod
    def create_gauge(self, name: str, unit: str = "", description: str = "") -> Gauge: ...


class MeterProvider(abc.ABC):
    @abc.abstractmethod
    def get_meter(
        self, name: str, version: Optional[str] = None, schema_url: Optional[str] = None, attributes: Optional[Attributes] = None
    ) -> Meter: ...


class _Late(Generic[_I]):
    """An instrument that is made by the provider as soon as there is one."""

    def __init__(self, meter: _ProxyMeter, kind: str, name: str, unit: str, description: str, **more: Any) -> None:
        self._meter, self._more = meter, more
        self._asked = (kind, name, unit, description)
        self._real: Optional[_I] = None

    def real(self) -> Optional[_I]:
        meter = self._meter.real()
        if self._real is None and meter is not None:
            kind, *rest = self._asked
            self._real = getattr(meter, f"create_{kind}")(*rest, **self._more)
        return self._real


class _ProxyCounter(_Late[Counter], Counter, UpDownCounter):
    def add(self, amount: Union[int, float], attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None:
        if (real := self.real()) is not None:
            real.add(amount, attributes, context)


class _ProxyHistogram(_Late[Histogram], Histogram):
    def record(self, amount: Union[int, float], attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None:
        if (real := self.real()) is not None:
            real.record(amount, attributes, context)


class _ProxyGauge(_Late[Gauge], Gauge):
    def set(self, amount: Union[int, float], attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None:
        if (real := self.real()) is not None:
            real.set(amount, attributes, context)


class _ProxyMeter(Meter):
    def __init__(self, name: str, version: Optional[str], schema_url: Optional[str], attributes: Optional[Attributes]) -> None:
        self._asked = (name, version, schema_url, attributes)
        self._real: Optional[Meter] = None

    def real(self) -> Optional[Meter]:
        if self._real is None and _provider is not None:
            self._real = _provider.get_meter(*self._asked)
        return self._real

    def create_counter(self, name: str, unit: str = "", description: str = "") -> Counter:
        return _ProxyCounter(self, "counter", name, unit, description)

    def create_up_down_counter(self, name: str, unit: str = "", description: str = "") -> UpDownCounter:
        return _ProxyCounter(self, "up_down_counter", name, unit, description)

    def create_histogram(
        self, name: str, unit: str = "", description: str = "", *, explicit_bucket_boundaries_advisory: Optional[Sequence[float]] = None
    ) -> Histogram:
        return _ProxyHistogram(
            self, "histogram", name, unit, description, explicit_bucket_boundaries_advisory=explicit_bucket_boundaries_advisory
        )

    def create_gauge(self, name: str, unit: str = "", description: str = "") -> Gauge:
        return _ProxyGauge(self, "gauge", name, unit, description)


_provider: Optional[MeterProvider] = None


def set_meter_provider(meter_provider: MeterProvider) -> None:
    global _provider
    _provider = _provider or meter_provider


def get_meter(
    name: str,
    version: str = "",
    meter_provider: Optional[MeterProvider] = None,
    schema_url: Optional[str] = None,
    attributes: Optional[Attributes] = None,
) -> Meter:
    return meter_provider.get_meter(name, version, schema_url, attributes) if meter_provider is not None else _ProxyMeter(name, version, schema_url, attributes)
