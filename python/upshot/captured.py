"""What a test's code emitted."""

from __future__ import annotations

import concurrent.futures
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, TypeVar, Union

from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter
from opentelemetry.sdk.metrics import Counter, Histogram, ObservableCounter
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

_T = TypeVar("_T")

# A class of generated code, the id or contract of a signal, or the name that it is emitted with.
Signal = Union[str, type]
_DELTA: dict[type, AggregationTemporality] = {
    Counter: AggregationTemporality.DELTA,
    Histogram: AggregationTemporality.DELTA,
    ObservableCounter: AggregationTemporality.DELTA,
}


@dataclass(frozen=True)
class Span:
    name: str
    signal: str
    attributes: Mapping[str, Any]
    is_error: bool
    seconds: float
    trace_id: int
    span_id: int
    parent_id: Optional[int]
    of_sdk: ReadableSpan = field(repr=False)

    @property
    def outcome(self) -> str:
        """success, failure or abandoned; empty: not of generated code."""
        return str(self.attributes.get("upshot.outcome", ""))


@dataclass(frozen=True)
class Event:
    """``name`` is empty for a log record that is no event."""

    name: str
    signal: str
    body: Any
    attributes: Mapping[str, Any]
    trace_id: int
    span_id: int


@dataclass(frozen=True)
class Measurement:
    """What one metric measured with one set of attributes. ``value``: of a counter what it grew by, of a gauge the last, of a histogram the sum."""

    name: str
    unit: str
    value: float
    count: int
    attributes: Mapping[str, Any]


class Telemetry:
    """Of this test alone: what ended, was written or was measured since it began."""

    def __init__(self, spans: InMemorySpanExporter, logs: InMemoryLogRecordExporter, reader: InMemoryMetricReader) -> None:
        self._spans = spans
        self._logs = logs
        self._reader = reader
        self._measured: list[Measurement] = []

    def clear(self) -> None:
        """Forgets what was emitted up to now."""
        self._spans.clear()
        self._logs.clear()
        self._reader.get_metrics_data()
        self._measured = []

    @property
    def spans(self) -> list[Span]:
        return [_span(span) for span in self._spans.get_finished_spans()]

    @property
    def events(self) -> list[Event]:
        return [event for event in self.logs if event.name]

    @property
    def logs(self) -> list[Event]:
        return [_event(log) for log in self._logs.get_finished_logs()]

    @property
    def measurements(self) -> list[Measurement]:
        self._measured = _sum([*self._measured, *_points(self._reader.get_metrics_data())])
        return list(self._measured)

    def spans_of(self, signal: Signal) -> list[Span]:
        return [span for span in self.spans if _is(signal, span.signal, span.name)]

    def events_of(self, signal: Signal) -> list[Event]:
        return [event for event in self.events if _is(signal, event.signal, event.name)]

    def measurements_of(self, metric: Signal, **attributes: Any) -> list[Measurement]:
        """``attributes`` narrows them, with underscores for dots: reco_model="als"."""
        wanted = _named(metric).removeprefix("metric.")
        return [
            found
            for found in self.measurements
            if found.name == wanted
            and all(found.attributes.get(name, found.attributes.get(name.replace("_", "."))) == value for name, value in attributes.items())
        ]

    def span(self, signal: Signal) -> Span:
        """The one span of a signal."""
        return _one(self.spans_of(signal), "span", signal, [span.name for span in self.spans])

    def event(self, signal: Signal) -> Event:
        return _one(self.events_of(signal), "event", signal, [event.name for event in self.events])

    def measurement(self, metric: Signal, **attributes: Any) -> Measurement:
        return _one(self.measurements_of(metric, **attributes), "measurement", metric, [found.name for found in self.measurements])

    def workload(self, visits: int, visit: Callable[[random.Random], _T], *, at_once: int = 4, seed: int = 1) -> list[_T]:
        """Many visits, some at once, each with chance of its own that follows from the seed. The first that raises, raises here."""
        with concurrent.futures.ThreadPoolExecutor(max(1, at_once)) as pool:
            return list(pool.map(visit, [random.Random(f"{seed}:{number}") for number in range(visits)]))


def exporters() -> tuple[InMemorySpanExporter, InMemoryLogRecordExporter, InMemoryMetricReader]:
    logs: Any = InMemoryLogRecordExporter
    return InMemorySpanExporter(), logs(), InMemoryMetricReader(preferred_temporality=_DELTA)


def _named(signal: Signal) -> str:
    return signal if isinstance(signal, str) else str(getattr(signal, "signal", signal.__name__))


def _is(signal: Signal, contract: str, name: str) -> bool:
    wanted = _named(signal)
    return wanted in (name, contract, contract.partition("@")[0])


def _one(found: Sequence[_T], kind: str, signal: Signal, others: Iterable[str]) -> _T:
    if len(found) == 1:
        return found[0]
    seen = ", ".join(sorted(set(others))) or "nothing"
    raise AssertionError(f"There are {len(found)} {kind}s of {_named(signal)}, where one was asked for. Emitted: {seen}.")


def _span(span: ReadableSpan) -> Span:
    context: Any = span.context
    attributes = dict(span.attributes or {})
    return Span(
        name=span.name,
        signal=str(attributes.get("upshot.signal", "")),
        attributes=attributes,
        is_error=span.status.status_code is StatusCode.ERROR,
        seconds=((span.end_time or 0) - (span.start_time or 0)) / 1e9,
        trace_id=context.trace_id,
        span_id=context.span_id,
        parent_id=None if span.parent is None else span.parent.span_id,
        of_sdk=span,
    )


def _event(log: ReadableLogRecord) -> Event:
    record = log.log_record
    attributes = dict(record.attributes or {})
    return Event(
        name=record.event_name or "",
        signal=str(attributes.get("upshot.signal", "")),
        body=record.body,
        attributes=attributes,
        trace_id=record.trace_id or 0,
        span_id=record.span_id or 0,
    )


def _points(data: Any) -> Iterable[Measurement]:
    for resource in data.resource_metrics if data else ():
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    value = point.sum if hasattr(point, "sum") else point.value
                    yield Measurement(metric.name, metric.unit or "", value, getattr(point, "count", 1), dict(point.attributes or {}))


def _sum(measured: Iterable[Measurement]) -> list[Measurement]:
    """A look in the middle of a test takes nothing from one at its end."""
    found: dict[Any, Measurement] = {}
    for one in measured:
        key = (one.name, tuple(sorted((name, str(value)) for name, value in one.attributes.items())))
        before = found.get(key)
        found[key] = (
            one if before is None else Measurement(one.name, one.unit, before.value + one.value, before.count + one.count, one.attributes)
        )
    return list(found.values())
