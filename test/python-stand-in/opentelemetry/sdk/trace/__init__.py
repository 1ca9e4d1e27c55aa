from __future__ import annotations

import random
import time
import traceback
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

from opentelemetry import trace as api
from opentelemetry.context import Context
from opentelemetry.sdk import _otlp
from opentelemetry.sdk.resources import Resource
from opentelemetry.util import types


class SpanProcessor:
    def on_end(self, span: "Span") -> None: ...

    def shutdown(self) -> None: ...

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return True


class Span(api.Span):
    def __init__(self, provider: TracerProvider, scope: _otlp.Scope, name: str, parent: api.SpanContext, kind: api.SpanKind, attributes: types.Attributes) -> None:
        trace_id = parent.trace_id if parent.is_valid else random.getrandbits(128) or 1
        self._provider, self.scope, self._name, self._kind = provider, scope, name, kind
        self._parent = parent
        self._context = api.SpanContext(trace_id, random.getrandbits(64) or 1, False, api.TraceFlags(api.TraceFlags.SAMPLED))
        self._attributes: Dict[str, Any] = dict(attributes or {})
        self._events: List[Dict[str, Any]] = []
        self._status = api.Status()
        self._start, self._end = time.time_ns(), 0

    @property
    def resource(self) -> Resource:
        return self._provider.resource

    def end(self, end_time: Optional[int] = None) -> None:
        if not self._end:
            self._end = end_time or time.time_ns()
            for processor in self._provider.processors:
                processor.on_end(self)

    def get_span_context(self) -> api.SpanContext:
        return self._context

    def set_attributes(self, attributes: Mapping[str, types.AttributeValue]) -> None:
        if self.is_recording():
            self._attributes.update(attributes)

    def set_attribute(self, key: str, value: types.AttributeValue) -> None:
        self.set_attributes({key: value})

    def add_event(self, name: str, attributes: types.Attributes = None, timestamp: Optional[int] = None) -> None:
        if self.is_recording():
            self._events.append({"name": name, "timeUnixNano": str(timestamp or time.time_ns()), "attributes": _otlp.attributes(attributes)})

    def update_name(self, name: str) -> None:
        self._name = name

    def is_recording(self) -> bool:
        return not self._end

    def set_status(self, status: Union[api.Status, api.StatusCode], description: Optional[str] = None) -> None:
        self._status = status if isinstance(status, api.Status) else api.Status(status, description)

    def record_exception(
        self, exception: BaseException, attributes: types.Attributes = None, timestamp: Optional[int] = None, escaped: bool = False
    ) -> None:
        stack = "".join(traceback.format_exception(type(exception), exception, exception.__traceback__))
        said = {"exception.type": type(exception).__qualname__, "exception.message": str(exception), "exception.stacktrace": stack, "exception.escaped": str(escaped)}
        self.add_event("exception", {**said, **(attributes or {})}, timestamp)

    def json(self) -> Dict[str, Any]:
        return {
            "traceId": f"{self._context.trace_id:032x}",
            "spanId": f"{self._context.span_id:016x}",
            "parentSpanId": f"{self._parent.span_id:016x}" if self._parent.is_valid else "",
            "name": self._name,
            "kind": self._kind.value + 1,
            "startTimeUnixNano": str(self._start),
            "endTimeUnixNano": str(self._end),
            "attributes": _otlp.attributes(self._attributes),
            "events": self._events,
            "status": {"code": self._status.status_code.value, "message": self._status.description or ""},
        }


class Tracer(api.Tracer):
    def __init__(self, provider: TracerProvider, scope: _otlp.Scope) -> None:
        self._provider, self._scope = provider, scope

    def start_span(
        self,
        name: str,
        context: Optional[Context] = None,
        kind: api.SpanKind = api.SpanKind.INTERNAL,
        attributes: types.Attributes = None,
        links: Optional[Sequence[api.Link]] = None,
        start_time: Optional[int] = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
    ) -> api.Span:
        parent = api.get_current_span(context).get_span_context()
        if parent.is_valid and not parent.trace_flags.sampled:
            return api.NonRecordingSpan(parent)
        return Span(self._provider, self._scope, name, parent, kind, attributes)


class TracerProvider(api.TracerProvider):
    def __init__(self, *, resource: Optional[Resource] = None) -> None:
        self.resource = resource or Resource.create()
        self.processors: List[SpanProcessor] = []

    def add_span_processor(self, span_processor: SpanProcessor) -> None:
        self.processors.append(span_processor)

    def get_tracer(
        self,
        instrumenting_module_name: str,
        instrumenting_library_version: Optional[str] = None,
        schema_url: Optional[str] = None,
        attributes: types.Attributes = None,
    ) -> api.Tracer:
        return Tracer(self, _otlp.Scope(instrumenting_module_name, instrumenting_library_version, schema_url, attributes))

    def shutdown(self) -> None:
        for processor in self.processors:
            processor.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return all(processor.force_flush(timeout_millis) for processor in self.processors)
