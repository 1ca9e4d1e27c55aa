from __future__ import annotations

import time
from typing import Any, Dict, List, Mapping, Optional

from opentelemetry import _logs as api
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk import _otlp
from opentelemetry.sdk.resources import Resource
from opentelemetry.util.types import Attributes


class LogRecordProcessor:
    def on_emit(self, resource: Resource, scope: _otlp.Scope, record: Dict[str, Any]) -> None: ...

    def shutdown(self) -> None: ...

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return True


class Logger(api.Logger):
    def __init__(self, provider: LoggerProvider, scope: _otlp.Scope) -> None:
        self._provider, self._scope = provider, scope

    def emit(
        self,
        record: Any = None,
        *,
        timestamp: Optional[int] = None,
        observed_timestamp: Optional[int] = None,
        context: Optional[Context] = None,
        severity_number: Optional[api.SeverityNumber] = None,
        severity_text: Optional[str] = None,
        body: Any = None,
        attributes: Optional[Mapping[str, Any]] = None,
        event_name: Optional[str] = None,
    ) -> None:
        if record is not None:
            raise NotImplementedError("The stand-in takes the fields one by one.")
        span = trace.get_current_span(context).get_span_context()
        json: Dict[str, Any] = {
            "timeUnixNano": str(timestamp or 0),
            "observedTimeUnixNano": str(observed_timestamp or time.time_ns()),
            "severityNumber": severity_number.value if severity_number else 0,
            "severityText": severity_text or "",
            "attributes": _otlp.attributes(attributes),
            "eventName": event_name or "",
        }
        if body is not None:
            json["body"] = _otlp.value(body)
        if span.is_valid:
            json.update(traceId=f"{span.trace_id:032x}", spanId=f"{span.span_id:016x}", flags=int(span.trace_flags))
        for processor in self._provider.processors:
            processor.on_emit(self._provider.resource, self._scope, json)


class LoggerProvider(api.LoggerProvider):
    def __init__(self, resource: Optional[Resource] = None) -> None:
        self.resource = resource or Resource.create()
        self.processors: List[LogRecordProcessor] = []

    def add_log_record_processor(self, log_record_processor: LogRecordProcessor) -> None:
        self.processors.append(log_record_processor)

    def get_logger(
        self, name: str, version: Optional[str] = None, schema_url: Optional[str] = None, attributes: Optional[Attributes] = None
    ) -> api.Logger:
        return Logger(self, _otlp.Scope(name, version, schema_url, attributes))

    def shutdown(self) -> None:
        for processor in self.processors:
            processor.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return all(processor.force_flush(timeout_millis) for processor in self.processors)
