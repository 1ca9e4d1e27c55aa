"""Counts what goes into the queues of the SDK."""

from __future__ import annotations

import os
from typing import Optional

from opentelemetry.context import Context
from opentelemetry.sdk._logs import LogRecordProcessor, ReadWriteLogRecord
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor

from .counts import Counts


class CountingSpanProcessor(SpanProcessor):
    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=counts.start_in_child)

    def on_start(self, span: Span, parent_context: Optional[Context] = None) -> None:
        pass

    def on_end(self, span: ReadableSpan) -> None:
        if span.context is not None and span.context.trace_flags.sampled:
            contract = span.attributes.get("upshot.signal") if span.attributes else None
            self._counts.took(contract=contract if isinstance(contract, str) else None)

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        # One that does not say that it is done keeps an SDK before 1.44 from asking those after it.
        return True


class CountingLogProcessor(LogRecordProcessor):
    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=counts.start_in_child)

    def on_emit(self, log_record: ReadWriteLogRecord) -> None:
        self._counts.took()

    def shutdown(self) -> None:
        pass

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return True
