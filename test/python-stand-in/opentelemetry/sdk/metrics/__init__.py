from __future__ import annotations

import bisect
import threading
import time
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from opentelemetry import metrics as api
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk import _otlp
from opentelemetry.sdk.resources import Resource
from opentelemetry.util.types import Attributes

_BOUNDS = (0.0, 5.0, 10.0, 25.0, 50.0, 75.0, 100.0, 250.0, 500.0, 750.0, 1000.0, 2500.0, 5000.0, 7500.0, 10000.0)
Number = Union[int, float]


class _Series:
    def __init__(self, attributes: Dict[str, Any], bounds: Sequence[float]) -> None:
        self.attributes, self.sum, self.count = attributes, 0.0, 0
        self.whole = True
        self.low, self.high = float("inf"), float("-inf")
        self.buckets = [0] * (len(bounds) + 1)
        self.exemplar: Optional[Dict[str, Any]] = None


class Instrument(api.Counter, api.UpDownCounter, api.Histogram, api.Gauge):
    def __init__(self, kind: str, name: str, unit: str, description: str, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._kind, self._head = kind, {"name": name, "unit": unit, "description": description}
        self._series: Dict[Tuple[Tuple[str, Any], ...], _Series] = {}
        self._lock, self._start = threading.Lock(), time.time_ns()

    def add(self, amount: Number, attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None:
        if self._kind == "counter" and amount < 0:
            return
        self._take(amount, attributes, context)

    def record(self, amount: Number, attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None:
        self._take(amount, attributes, context)

    def set(self, amount: Number, attributes: Optional[Attributes] = None, context: Optional[Context] = None) -> None:
        self._take(amount, attributes, context)

    def _take(self, amount: Number, attributes: Optional[Attributes], context: Optional[Context]) -> None:
        key = tuple(sorted((attributes or {}).items()))
        span = trace.get_current_span(context).get_span_context()
        with self._lock:
            series = self._series.setdefault(key, _Series(dict(attributes or {}), self._bounds))
            series.sum = amount if self._kind == "gauge" else series.sum + amount
            series.count += 1
            series.whole = series.whole and isinstance(amount, int)
            series.low, series.high = min(series.low, amount), max(series.high, amount)
            series.buckets[bisect.bisect_left(self._bounds, amount)] += 1
            if span.is_valid and span.trace_flags.sampled:
                series.exemplar = {"timeUnixNano": str(time.time_ns()), "asDouble": float(amount), "traceId": f"{span.trace_id:032x}", "spanId": f"{span.span_id:016x}"}

    def json(self) -> Dict[str, Any]:
        now = str(time.time_ns())
        with self._lock:
            points = [self._point(series, now) for series in self._series.values()]
        if self._kind == "gauge":
            return {**self._head, "gauge": {"dataPoints": points}}
        if self._kind == "histogram":
            return {**self._head, "histogram": {"aggregationTemporality": 2, "dataPoints": points}}
        return {**self._head, "sum": {"aggregationTemporality": 2, "isMonotonic": self._kind == "counter", "dataPoints": points}}

    def _point(self, series: _Series, now: str) -> Dict[str, Any]:
        point: Dict[str, Any] = {"attributes": _otlp.attributes(series.attributes), "startTimeUnixNano": str(self._start), "timeUnixNano": now}
        if series.exemplar is not None:
            point["exemplars"] = [series.exemplar]
        if self._kind == "histogram":
            counts = {"bucketCounts": [str(count) for count in series.buckets], "explicitBounds": list(self._bounds)}
            return {**point, "count": str(series.count), "sum": series.sum, "min": series.low, "max": series.high, **counts}
        return {**point, "asInt": str(int(series.sum))} if series.whole else {**point, "asDouble": series.sum}

    @property
    def is_used(self) -> bool:
        return bool(self._series)


class Meter(api.Meter):
    def __init__(self, scope: _otlp.Scope) -> None:
        self.scope = scope
        self.instruments: List[Instrument] = []

    def _create(self, kind: str, name: str, unit: str, description: str, bounds: Sequence[float] = _BOUNDS) -> Instrument:
        instrument = Instrument(kind, name, unit, description, bounds)
        self.instruments.append(instrument)
        return instrument

    def create_counter(self, name: str, unit: str = "", description: str = "") -> api.Counter:
        return self._create("counter", name, unit, description)

    def create_up_down_counter(self, name: str, unit: str = "", description: str = "") -> api.UpDownCounter:
        return self._create("up_down_counter", name, unit, description)

    def create_histogram(
        self, name: str, unit: str = "", description: str = "", *, explicit_bucket_boundaries_advisory: Optional[Sequence[float]] = None
    ) -> api.Histogram:
        return self._create("histogram", name, unit, description, explicit_bucket_boundaries_advisory or _BOUNDS)

    def create_gauge(self, name: str, unit: str = "", description: str = "") -> api.Gauge:
        return self._create("gauge", name, unit, description)


class MetricReader:
    provider: MeterProvider

    def shutdown(self) -> None: ...

    def force_flush(self, timeout_millis: float = 10000) -> bool:
        return True


class MeterProvider(api.MeterProvider):
    def __init__(self, metric_readers: Sequence[MetricReader] = (), resource: Optional[Resource] = None) -> None:
        self.resource, self.meters = resource or Resource.create(), list[Meter]()
        self._readers = metric_readers
        for reader in metric_readers:
            reader.provider = self

    def get_meter(
        self, name: str, version: Optional[str] = None, schema_url: Optional[str] = None, attributes: Optional[Attributes] = None
    ) -> api.Meter:
        meter = Meter(_otlp.Scope(name, version, schema_url, attributes))
        self.meters.append(meter)
        return meter

    def shutdown(self) -> None:
        for reader in self._readers:
            reader.shutdown()

    def force_flush(self, timeout_millis: float = 10000) -> bool:
        return all(reader.force_flush(timeout_millis) for reader in self._readers)
