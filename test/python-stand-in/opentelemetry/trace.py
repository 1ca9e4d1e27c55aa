"""The tracing API. A tracer that is asked for before there is a provider finds the provider later."""

from __future__ import annotations

import abc
import enum
import types as python_types
import typing
from contextlib import contextmanager

from opentelemetry import context as context_api
from opentelemetry.context import Context
from opentelemetry.util import types

_SPAN_KEY = "current-span"


class SpanKind(enum.Enum):
    INTERNAL = 0
    SERVER = 1
    CLIENT = 2
    PRODUCER = 3
    CONSUMER = 4


class StatusCode(enum.Enum):
    UNSET = 0
    OK = 1
    ERROR = 2


class Status:
    def __init__(self, status_code: StatusCode = StatusCode.UNSET, description: typing.Optional[str] = None) -> None:
        self.status_code = status_code
        self.description = description if status_code is StatusCode.ERROR else None


class TraceFlags(int):
    DEFAULT = 0x00
    SAMPLED = 0x01

    @property
    def sampled(self) -> bool:
        return bool(self & TraceFlags.SAMPLED)


class SpanContext(typing.NamedTuple):
    trace_id: int
    span_id: int
    is_remote: bool
    trace_flags: TraceFlags = TraceFlags(TraceFlags.DEFAULT)

    @property
    def is_valid(self) -> bool:
        return self.trace_id != 0 and self.span_id != 0


class Span(abc.ABC):
    @abc.abstractmethod
    def end(self, end_time: typing.Optional[int] = None) -> None: ...

    @abc.abstractmethod
    def get_span_context(self) -> SpanContext: ...

    @abc.abstractmethod
    def set_attributes(self, attributes: typing.Mapping[str, types.AttributeValue]) -> None: ...

    @abc.abstractmethod
    def set_attribute(self, key: str, value: types.AttributeValue) -> None: ...

    @abc.abstractmethod
    def add_event(self, name: str, attributes: types.Attributes = None, timestamp: typing.Optional[int] = None) -> None: ...

    @abc.abstractmethod
    def update_name(self, name: str) -> None: ...

    @abc.abstractmethod
    def is_recording(self) -> bool: ...

    @abc.abstractmethod
    def set_status(self, status: typing.Union[Status, StatusCode], description: typing.Optional[str] = None) -> None: ...

    @abc.abstractmethod
    def record_exception(
        self, exception: BaseException, attributes: types.Attributes = None, timestamp: typing.Optional[int] = None, escaped: bool = False
    ) -> None: ...

    def __enter__(self) -> "Span":
        return self

    def __exit__(
        self,
        exc_type: typing.Optional[typing.Type[BaseException]],
        exc_val: typing.Optional[BaseException],
        exc_tb: typing.Optional[python_types.TracebackType],
    ) -> None:
        self.end()


class NonRecordingSpan(Span):
    def __init__(self, context: SpanContext) -> None:
        self._context = context

    def end(self, end_time: typing.Optional[int] = None) -> None:
        pass

    def get_span_context(self) -> SpanContext:
        return self._context

    def set_attributes(self, attributes: typing.Mapping[str, types.AttributeValue]) -> None:
        pass

    def set_attribute(self, key: str, value: types.AttributeValue) -> None:
        pass

    def add_event(self, name: str, attributes: types.Attributes = None, timestamp: typing.Optional[int] = None) -> None:
        pass

    def update_name(self, name: str) -> None:
        pass

    def is_recording(self) -> bool:
        return False

    def set_status(self, status: typing.Union[Status, StatusCode], description: typing.Optional[str] = None) -> None:
        pass

    def record_exception(
        self, exception: BaseException, attributes: types.Attributes = None, timestamp: typing.Optional[int] = None, escaped: bool = False
    ) -> None:
        pass


INVALID_SPAN_CONTEXT = SpanContext(0, 0, False)
INVALID_SPAN = NonRecordingSpan(INVALID_SPAN_CONTEXT)


class Link:
    def __init__(self, context: SpanContext, attributes: types.Attributes = None) -> None:
        self.context = context
        self.attributes = attributes


class Tracer(abc.ABC):
    @abc.abstractmethod
    def start_span(
        self,
        name: str,
        context: typing.Optional[Context] = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: types.Attributes = None,
        links: typing.Optional[typing.Sequence[Link]] = None,
        start_time: typing.Optional[int] = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
    ) -> Span: ...


class TracerProvider(abc.ABC):
    @abc.abstractmethod
    def get_tracer(
        self,
        instrumenting_module_name: str,
        instrumenting_library_version: typing.Optional[str] = None,
        schema_url: typing.Optional[str] = None,
        attributes: types.Attributes = None,
    ) -> Tracer: ...


class ProxyTracer(Tracer):
    def __init__(self, name: str, version: typing.Optional[str], schema_url: typing.Optional[str], attributes: types.Attributes) -> None:
        self._asked = (name, version, schema_url, attributes)
        self._real: typing.Optional[Tracer] = None

    def start_span(
        self,
        name: str,
        context: typing.Optional[Context] = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: types.Attributes = None,
        links: typing.Optional[typing.Sequence[Link]] = None,
        start_time: typing.Optional[int] = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
    ) -> Span:
        if self._real is None and _provider is not None:
            self._real = _provider.get_tracer(*self._asked)
        if self._real is None:
            parent = get_current_span(context)
            return parent if isinstance(parent, NonRecordingSpan) else NonRecordingSpan(parent.get_span_context())
        return self._real.start_span(name, context, kind, attributes, links, start_time, record_exception, set_status_on_exception)


_provider: typing.Optional[TracerProvider] = None


def set_tracer_provider(tracer_provider: TracerProvider) -> None:
    global _provider
    _provider = _provider or tracer_provider


def get_tracer(
    instrumenting_module_name: str,
    instrumenting_library_version: typing.Optional[str] = None,
    tracer_provider: typing.Optional[TracerProvider] = None,
    schema_url: typing.Optional[str] = None,
    attributes: types.Attributes = None,
) -> Tracer:
    if tracer_provider is not None:
        return tracer_provider.get_tracer(instrumenting_module_name, instrumenting_library_version, schema_url, attributes)
    return ProxyTracer(instrumenting_module_name, instrumenting_library_version, schema_url, attributes)


def get_current_span(context: typing.Optional[Context] = None) -> Span:
    span = context_api.get_value(_SPAN_KEY, context)
    return span if isinstance(span, Span) else INVALID_SPAN


def set_span_in_context(span: Span, context: typing.Optional[Context] = None) -> Context:
    return context_api.set_value(_SPAN_KEY, span, context)


@contextmanager
def use_span(
    span: Span, end_on_exit: bool = False, record_exception: bool = True, set_status_on_exception: bool = True
) -> typing.Iterator[Span]:
    token = context_api.attach(set_span_in_context(span))
    try:
        yield span
    except Exception as error:
        if record_exception:
            span.record_exception(error)
        if set_status_on_exception:
            span.set_status(Status(StatusCode.ERROR, f"{type(error).__name__}: {error}"))
        raise
    finally:
        context_api.detach(token)
        if end_on_exit:
            span.end()
