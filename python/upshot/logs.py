"""Log records of the standard library, and of structlog over it, with their trace and their structure."""

from __future__ import annotations

import json
import logging
import threading
import time
import traceback
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Union, cast

from opentelemetry import _logs, trace
from opentelemetry._logs import SeverityNumber

# What every record has; what else is on it was given with extra=….
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "exc_text"}

# Telemetry that fails must not become telemetry.
_SILENT = ("opentelemetry.", "upshot")
_inside = threading.local()

Value = Union[str, bool, int, float, Sequence[str], Sequence[bool], Sequence[int], Sequence[float]]


class LogHandler(logging.Handler):
    """Sends what the application logs to where its telemetry goes. Levels are those of its loggers."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(_SILENT) or getattr(_inside, "is_emitting", False):
            return
        _inside.is_emitting = True
        try:
            number = _severity(record.levelno)
            _logs.get_logger_provider().get_logger(record.name).emit(
                timestamp=int(record.created * 1e9),
                observed_timestamp=time.time_ns(),
                severity_number=number,
                severity_text=record.levelname,
                body=_body(record),
                attributes=_attributes(record),
            )
        except Exception:
            self.handleError(record)
        finally:
            _inside.is_emitting = False


def _body(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        # A format that does not fit its arguments: the line is worth more than its arguments.
        return str(record.msg)


def _attributes(record: logging.LogRecord) -> dict[str, Value]:
    attributes: dict[str, Value] = {"code.file.path": record.pathname, "code.line.number": record.lineno}
    if record.funcName:
        attributes["code.function.name"] = record.funcName
    for name, value in record.__dict__.items():
        if name not in _OWN and not name.startswith("_"):
            _put(attributes, name, value)
    if record.exc_info and record.exc_info[0] is not None:
        kind, error, frames = record.exc_info
        attributes["exception.type"] = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        attributes["exception.message"] = str(error)
        attributes["exception.stacktrace"] = "".join(traceback.format_exception(kind, error, frames))
    return attributes


def _put(into: dict[str, Value], name: str, value: Any, depth: int = 0) -> None:
    """Maps become names with dots, as deep as anybody reads; what is none of OpenTelemetry's types becomes its JSON, or its text."""
    if value is None:
        return
    if isinstance(value, (str, bool, int, float)):
        into[name] = value
    elif isinstance(value, Mapping) and depth < 4:
        mapping: Any = cast(Any, value)
        for key, item in mapping.items():
            _put(into, f"{name}.{key}", item, depth + 1)
    elif isinstance(value, (list, tuple)) and _is_plain(cast("Sequence[Any]", value)):
        into[name] = list(cast("Sequence[Any]", value))
    else:
        try:
            into[name] = json.dumps(value, default=str)
        except Exception:
            into[name] = str(cast(Any, value))


def _is_plain(value: Sequence[Any]) -> bool:
    kinds: set[Any] = {type(item) for item in value}
    return len(kinds) <= 1 and kinds <= {str, bool, int, float}


def _severity(level: int) -> SeverityNumber:
    """10 is DEBUG and 5 in OTLP, 20 INFO and 9, 30 WARNING and 13, 40 ERROR and 17, 50 CRITICAL and 21; levels between lie between."""
    if level < 10:
        return SeverityNumber.TRACE
    whole, rest = divmod(min(level, 59), 10)
    return SeverityNumber((whole * 4) + 1 + (rest * 4 // 10))


def structlog_processor(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Adds the ids of the current span to what structlog writes: put it before the renderer."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    return event
