from __future__ import annotations

import threading
from typing import Any, Dict, List, Tuple

from opentelemetry.sdk import _otlp
from opentelemetry.sdk._logs import LogRecordProcessor
from opentelemetry.sdk.resources import Resource


class BatchLogRecordProcessor(LogRecordProcessor):
    def __init__(self, exporter: _otlp.Exporter, schedule_delay_millis: float = 5000) -> None:
        self._exporter, self._lock = exporter, threading.Lock()
        self._records: List[Tuple[Resource, _otlp.Scope, Dict[str, Any]]] = []
        self._timer = _otlp.Timer(schedule_delay_millis / 1000, self._export)

    def on_emit(self, resource: Resource, scope: _otlp.Scope, record: Dict[str, Any]) -> None:
        with self._lock:
            self._records.append((resource, scope, record))

    def _export(self) -> None:
        self.force_flush()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        with self._lock:
            records, self._records = self._records, []
        if not records:
            return True
        scopes = list({id(scope): scope for _, scope, _ in records}.values())
        return self._exporter.send({"resourceLogs": [{
            "resource": {"attributes": _otlp.attributes(records[0][0].attributes)},
            "scopeLogs": [{"scope": scope.json, "schemaUrl": scope.schema_url, "logRecords": [r for _, s, r in records if s is scope]} for scope in scopes],
        }]})

    def shutdown(self) -> None:
        self._timer.shutdown()
