"""Log records of the standard library, and of structlog over it, with their trace and their structure."""

from __future__ import annotations

import functools
import json
import logging
import logging.config
import threading
import time
import traceback
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any, Union, cast

from opentelemetry import _logs, trace
from opentelemetry._logs import SeverityNumber

from .text import whole

# What every record has; what else is on it was given with extra=….
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "exc_text"}

# Telemetry that fails must not become telemetry.
_SILENT = ("opentelemetry.", "upshot")
_inside = threading.local()

Value = Union[str, bool, int, float, Sequence[str], Sequence[bool], Sequence[int], Sequence[float]]


class LogHandler(logging.Handler):
    """Sends what the application logs to where its telemetry goes. Levels are those of its loggers."""

    def emit(self, record: logging.LogRecord) -> None:
        # What no handler takes Python prints from a warning on, and with this one it would not.
        last = logging.lastResort
        if last is not None and record.levelno >= last.level and not self._has_others(record):
            last.handle(record)
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

    def _has_others(self, record: logging.LogRecord) -> bool:
        root = logging.getLogger()
        found = root.manager.loggerDict.get(record.name)
        logger = found if isinstance(found, logging.Logger) else root
        while True:
            if any(handler is not self for handler in logger.handlers):
                return True
            if logger.parent is None or not logger.propagate:
                return False
            logger = logger.parent


def attach(handler: logging.Handler) -> Callable[[], None]:
    """Puts it onto the root logger, where it stays when the application sets logging up afterwards: basicConfig does nothing where there is a handler
    already, and dictConfig, which may have been imported before, takes away those that it finds. Answers with what ends that."""
    logging.getLogger().addHandler(handler)
    stops = [
        _around(owner, name, handler)
        for owner, name in ((logging, "basicConfig"), (logging.config.DictConfigurator, "configure"), (logging.config, "fileConfig"))
    ]

    def stop() -> None:
        for each in stops:
            each()
        logging.getLogger().removeHandler(handler)

    return stop


def _around(owner: Any, name: str, handler: logging.Handler) -> Callable[[], None]:
    configure: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(configure)
    def without(*arguments: Any, **named: Any) -> Any:
        root = logging.getLogger()
        was_there = handler in root.handlers
        root.removeHandler(handler)
        try:
            return configure(*arguments, **named)
        finally:
            if was_there:
                root.addHandler(handler)

    setattr(owner, name, without)

    def stop() -> None:
        if getattr(owner, name) is without:
            setattr(owner, name, configure)

    return stop


def _body(record: logging.LogRecord) -> str:
    event = _event(record)
    try:
        return whole(str(event["event"]) if "event" in event else record.getMessage())
    except Exception:
        # A format that does not fit its arguments: the line is worth more than its arguments.
        return whole(_text(record.msg))


def _event(record: logging.LogRecord) -> dict[Any, Any]:
    """structlog's formatter for the standard library hands on what it knows as it is."""
    return cast("dict[Any, Any]", record.msg) if isinstance(cast(Any, record.msg), dict) else {}


def _text(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        return f"a {type(value).__name__} that has no text"


def _attributes(record: logging.LogRecord) -> dict[str, Value]:
    attributes: dict[str, Value] = {"code.file.path": record.pathname, "code.line.number": record.lineno}
    if record.funcName:
        attributes["code.function.name"] = record.funcName
    given = {name: value for name, value in _event(record).items() if name != "event"}
    given.update((name, value) for name, value in record.__dict__.items() if name not in _OWN)
    for name, value in given.items():
        if isinstance(name, str) and not name.startswith("_"):
            _put(attributes, whole(name), value)
    if record.exc_info and record.exc_info[0] is not None:
        kind, error, frames = record.exc_info
        attributes["exception.type"] = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        attributes["exception.message"] = whole(_text(error))
        attributes["exception.stacktrace"] = whole("".join(traceback.format_exception(kind, error, frames)))
    return attributes


def _put(into: dict[str, Value], name: str, value: Any, depth: int = 0) -> None:
    """Maps become names with dots, as deep as anybody reads; what is none of OpenTelemetry's types becomes its JSON, or its text."""
    if value is None:
        return
    if isinstance(value, str):
        into[name] = whole(value)
    elif _is_number(value):
        into[name] = value
    elif isinstance(value, Mapping) and depth < 4:
        mapping: Any = cast(Any, value)
        for key, item in mapping.items():
            _put(into, f"{name}.{whole(_text(key))}", item, depth + 1)
    elif isinstance(value, (list, tuple)) and _is_plain(cast("Sequence[Any]", value)):
        into[name] = [whole(item) if isinstance(item, str) else item for item in cast("Sequence[Any]", value)]
    else:
        into[name] = whole(_json(value) if isinstance(value, (Mapping, list, tuple)) else _text(value))


def _json(value: Any) -> str:
    try:
        return json.dumps(value, default=_text)
    except Exception:
        return _text(value)


def _is_number(value: Any) -> bool:
    """That OTLP has: its whole numbers are of 64 bits."""
    return isinstance(value, (bool, float)) or (isinstance(value, int) and -(1 << 63) <= value < 1 << 63)


def _is_plain(value: Sequence[Any]) -> bool:
    kinds: set[Any] = {type(item) for item in value}
    return len(kinds) <= 1 and kinds <= {str, bool, int, float} and all(isinstance(item, str) or _is_number(item) for item in value)


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
