"""The real SDK, in memory, around the package that is generated from test/polyglot/plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import _logs, metrics, trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs import export as log_exports
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider, ObservableCounter
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

DELTA = {Counter: AggregationTemporality.DELTA, Histogram: AggregationTemporality.DELTA, ObservableCounter: AggregationTemporality.DELTA}


class Sdk:
    def __init__(self) -> None:
        self._spans = InMemorySpanExporter()
        # SDK 1.38 has another name for it.
        self._logs = (getattr(log_exports, "InMemoryLogRecordExporter", None) or log_exports.InMemoryLogExporter)()
        self._reader = InMemoryMetricReader(preferred_temporality=DELTA)
        tracers = TracerProvider()
        tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        loggers = LoggerProvider()
        loggers.add_log_record_processor(SimpleLogRecordProcessor(self._logs))
        trace.set_tracer_provider(tracers)
        metrics.set_meter_provider(MeterProvider(metric_readers=[self._reader]))
        _logs.set_logger_provider(loggers)

    def clear(self) -> None:
        self._spans.clear()
        self._logs.clear()
        self._reader.get_metrics_data()

    def spans(self) -> list[ReadableSpan]:
        return list(self._spans.get_finished_spans())

    def span(self) -> ReadableSpan:
        [one] = self.spans()
        return one

    def outcome(self) -> Any:
        return self.span().attributes["upshot.outcome"]

    def milliseconds(self) -> float:
        one = self.span()
        return (one.end_time - one.start_time) / 1e6

    def events(self) -> list[Any]:
        return [log.log_record for log in self._logs.get_finished_logs()]

    def scopes(self) -> list[Any]:
        data = self._reader.get_metrics_data()
        return [scope for resource in data.resource_metrics for scope in resource.scope_metrics] if data else []

    def points(self) -> dict[str, dict[Any, float]]:
        """By metric and attributes: the value, or the sum of a histogram."""
        found: dict[str, dict[Any, float]] = {}
        for scope in self.scopes():
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    attributes = tuple(sorted((key, value) for key, value in point.attributes.items()))
                    found.setdefault(metric.name, {})[attributes] = point.sum if hasattr(point, "sum") else point.value
        return found


_sdk: list[Sdk] = []


@pytest.fixture
def sdk() -> Iterator[Sdk]:
    if not _sdk:
        _sdk.append(Sdk())
    _sdk[0].clear()
    yield _sdk[0]
    _sdk[0].clear()
