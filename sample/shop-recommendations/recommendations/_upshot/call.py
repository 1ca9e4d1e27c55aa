# pyright: basic
"""One run of what a span describes."""

from __future__ import annotations

import asyncio
import concurrent.futures
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, ClassVar, Optional, TypeVar, Union

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.context import Context

from .scope import Span
from .text import type_name, whole
from .thrown import note
from .trouble import failed

_C = TypeVar("_C", bound="Call")
_FAILED = trace.Status(trace.StatusCode.ERROR)

# Somebody stopped waiting: neither success nor failure. The others that mean it are no Exception: asyncio's own, SystemExit, KeyboardInterrupt …
_CANCELLED = (concurrent.futures.CancelledError, asyncio.CancelledError)

_now = time.perf_counter
_attach = contexts.attach
_detach = contexts.detach
_with_span = trace.set_span_in_context
_NO_SPAN = trace.INVALID_SPAN


class Call:
    """In a ``with`` block it is the current span; it ends with succeed or fail, with the exception that leaves the block, or else as
    abandoned. Nothing happens after the end, and nothing at all while nobody listens."""

    __slots__ = ("_signal", "_values", "_span", "_inside", "_token", "_is_over", "_error", "_started")

    # Attributes that only the metrics and the event of the span carry.
    _apart: ClassVar[frozenset[str]] = frozenset()

    _signal: Span
    _values: dict[str, Any]
    _span: trace.Span
    _inside: Optional[Context]
    _token: Any
    _is_over: bool
    _error: Optional[BaseException]
    _started: float

    def _idle(self: _C, parent: Optional[Context]) -> _C:
        self._is_over = True
        self._span = _NO_SPAN
        self._inside = parent
        self._token = None
        return self

    def _begin(self: _C, signal: Span, name: str, values: dict[str, Any], parent: Optional[Context]) -> _C:
        self._signal = signal
        self._values = values
        self._token = None
        self._error = None
        self._is_over = False
        span = _NO_SPAN
        inside = parent
        try:
            if signal.is_on:
                span = signal.start(name, parent, signal.kind, self._carried(values) if self._apart else values)
                inside = _with_span(span, parent)
        except Exception as error:
            failed(signal.signal, error)
        self._span = span
        self._inside = inside
        self._started = _now()
        return self

    @property
    def context(self) -> Context:
        """The context of the span, for work that runs elsewhere."""
        return contexts.get_current() if self._inside is None else self._inside

    @property
    def span(self) -> trace.Span:
        """OpenTelemetry's span, for links and what else the plan does not know of."""
        return self._span

    def _attach(self) -> None:
        if self._inside is not None:
            self._token = _attach(self._inside)

    def _detach(self) -> None:
        if self._token is not None:
            _detach(self._token)
            self._token = None

    def __enter__(self: _C) -> _C:
        if self._inside is not None:
            self._token = _attach(self._inside)
        return self

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]) -> None:
        if self._token is not None:
            _detach(self._token)
            self._token = None
        if not self._is_over:
            self._leave(error)

    async def __aenter__(self: _C) -> _C:
        return self.__enter__()

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]
    ) -> None:
        self.__exit__(kind, error, traceback)

    def _leave(self, error: Optional[BaseException]) -> None:
        """Ends it as what left it says."""
        if error is None or not isinstance(error, Exception) or isinstance(error, _CANCELLED):
            self._end("abandoned", {}, ())
        else:
            self._fail(error, {}, ())

    def _fail(self, error: Union[BaseException, str], values: dict[str, Any], amounts: Sequence[Any]) -> None:
        if self._is_over:
            return
        try:
            if isinstance(error, BaseException):
                self._error = error
                values["error.type"] = type_name(error)
            else:
                values["error.type"] = whole(str(error))
            self._span.set_status(_FAILED)
        except Exception as trouble:
            failed(self._signal.signal, trouble)
        self._end("failure", values, amounts)

    def _set(self, values: dict[str, Any]) -> None:
        try:
            self._values.update(values)
            self._span.set_attributes(self._carried(values))
        except Exception as error:
            failed(self._signal.signal, error)

    def _end(self, outcome: str, values: dict[str, Any], amounts: Sequence[Any]) -> None:
        if self._is_over:
            return
        self._is_over = True
        took = _now() - self._started
        span = self._span
        try:
            values["upshot.outcome"] = outcome
            self._values.update(values)
            if len(values) == 1:
                span.set_attribute("upshot.outcome", outcome)
            elif span.is_recording():
                span.set_attributes(self._carried(values) if self._apart else values)
            was_told = self._record(took, amounts)
            if self._error is not None and not was_told:
                note(span, self._error, self._signal.exceptions)
        except Exception as error:
            failed(self._signal.signal, error)
        try:
            span.end()
        except Exception as error:
            failed(self._signal.signal, error)

    def _carried(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in self._apart}

    def _record(self, took: float, amounts: Sequence[Any]) -> bool:
        """Records the metrics of the span and writes its event; whether that told the error. ``amounts`` is empty where none were given."""
        return False
