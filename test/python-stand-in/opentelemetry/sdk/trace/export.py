from __future__ import annotations

import threading
from typing import List

from opentelemetry.sdk import _otlp
from opentelemetry.sdk.trace import Span, SpanProcessor


class BatchSpanProcessor(SpanProcessor):
    def __init__(self, span_exporter: _otlp.Exporter, *, schedule_delay_millis: float = 5000) -> None:
        self._exporter, self._lock = span_exporter, threading.Lock()
        self._ended: List[Span] = []
        self._timer = _otlp.Timer(schedule_delay_millis / 1000, self._export)

    def on_end(self, span: Span) -> None:
        with self._lock:
            self._ended.append(span)

    def _export(self) -> None:
        self.force_flush()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        with self._lock:
            spans, self._ended = self._ended, []
        if not spans:
            return True
        scopes = list({id(span.scope): span.scope for span in spans}.values())
        return self._exporter.send({"resourceSpans": [{
            "resource": {"attributes": _otlp.attributes(spans[0].resource.attributes)},
            "scopeSpans": [{"scope": scope.json, "schemaUrl": scope.schema_url, "spans": [span.json() for span in spans if span.scope is scope]} for scope in scopes],
        }]})

    def shutdown(self) -> None:
        self._timer.shutdown()
