"""Exporters around the real ones: they redact, say in which process a forked worker runs, and count what became of everything."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, cast

from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk._logs.export import LogRecordExporter, LogRecordExportResult
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Link, SpanKind

from .counts import Counts
from .instance import Instance
from .redaction import Redaction
from .text import whole

_CALLING = (SpanKind.CLIENT, SpanKind.PRODUCER)


class RedactingSpanExporter(SpanExporter):
    def __init__(self, inner: SpanExporter, redaction: Redaction, instance: Instance, counts: Counts) -> None:
        self._inner = inner
        self._redaction = redaction
        self._instance = instance
        self._counts = counts

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = SpanExportResult.FAILURE
        try:
            result = self._inner.export([self._redacted(span) for span in spans])
        finally:
            self._counts.exported([span.attributes for span in spans], result is SpanExportResult.SUCCESS)
        return result

    def shutdown(self) -> None:
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._inner.force_flush(timeout_millis)

    def _redacted(self, span: ReadableSpan) -> ReadableSpan:
        scope = span.instrumentation_scope.name if span.instrumentation_scope else ""
        called = span.kind in _CALLING

        def redacted(attributes: Any) -> Any:
            return self._redaction.of(attributes, scope, called) if attributes and self._redaction.concerns(attributes) else attributes

        return ReadableSpan(
            name=whole(span.name),
            context=span.get_span_context(),
            parent=span.parent,
            resource=self._instance.resource_of(span.resource),
            attributes=redacted(span.attributes),
            events=[Event(whole(event.name), redacted(event.attributes), event.timestamp) for event in span.events],
            links=[Link(link.context, redacted(link.attributes)) for link in span.links],
            kind=span.kind,
            status=span.status,
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )


class RedactingLogExporter(LogRecordExporter):
    def __init__(self, inner: LogRecordExporter, redaction: Redaction, instance: Instance, counts: Counts) -> None:
        self._inner = inner
        self._redaction = redaction
        self._instance = instance
        self._counts = counts

    def export(self, batch: Sequence[ReadableLogRecord]) -> LogRecordExportResult:
        result = LogRecordExportResult.FAILURE
        try:
            result = self._inner.export([self._redacted(record) for record in batch])
        finally:
            self._counts.exported([None] * len(batch), result is LogRecordExportResult.SUCCESS)
        return result

    def shutdown(self) -> None:
        inner: Any = self._inner
        inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        # Of exporters before 1.40 it is no method.
        flush = getattr(self._inner, "force_flush", None)
        return True if flush is None else bool(flush(timeout_millis))

    def _redacted(self, record: ReadableLogRecord) -> ReadableLogRecord:
        scope = record.instrumentation_scope.name if record.instrumentation_scope else ""
        log = record.log_record
        if log.attributes and self._redaction.concerns(log.attributes):
            log = _copy(log, attributes=self._redaction.of(log.attributes, scope))
        if isinstance(log.body, str) and whole(log.body) is not log.body:
            log = _copy(log, body=whole(log.body))
        return dataclasses.replace(record, log_record=log, resource=self._instance.resource_of(record.resource))


def _copy(log: Any, **changed: Any) -> Any:
    """A record may go to other exporters too, which are none of our business."""
    copied: Any = object.__new__(cast(Any, type(log)))
    copied.__dict__.update(log.__dict__, **changed)
    return copied


class CountingMetricExporter(MetricExporter):
    def __init__(self, inner: MetricExporter, instance: Instance, counts: Counts) -> None:
        super().__init__(preferred_temporality=inner._preferred_temporality, preferred_aggregation=inner._preferred_aggregation)  # pyright: ignore[reportPrivateUsage]
        self._inner = inner
        self._instance = instance
        self._counts = counts

    def export(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> MetricExportResult:
        result = MetricExportResult.FAILURE
        points = sum(
            len(metric.data.data_points)
            for resource in metrics_data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        )
        self._counts.took(points)
        try:
            inner: Any = self._inner
            result = cast(MetricExportResult, inner.export(self._of_this_process(metrics_data), timeout_millis, **kwargs))
        finally:
            self._counts.exported([None] * points, result is MetricExportResult.SUCCESS)
        return result

    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        return self._inner.force_flush(timeout_millis)

    def shutdown(self, timeout_millis: float = 30_000, **kwargs: Any) -> None:
        inner: Any = self._inner
        inner.shutdown(timeout_millis, **kwargs)

    def _of_this_process(self, data: MetricsData) -> MetricsData:
        def moved(resource: Resource) -> Resource:
            return self._instance.resource_of(resource)

        return MetricsData([dataclasses.replace(part, resource=moved(part.resource)) for part in data.resource_metrics])
