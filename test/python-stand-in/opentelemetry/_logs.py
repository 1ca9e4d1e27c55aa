"""The logs API. A logger that is asked for before there is a provider finds the provider later."""

from __future__ import annotations

import abc
import enum
from typing import Any, Mapping, Optional

from opentelemetry.context import Context
from opentelemetry.util.types import Attributes


class SeverityNumber(enum.Enum):
    UNSPECIFIED = 0
    TRACE = 1
    TRACE2 = 2
    TRACE3 = 3
    TRACE4 = 4
    DEBUG = 5
    DEBUG2 = 6
    DEBUG3 = 7
    DEBUG4 = 8
    INFO = 9
    INFO2 = 10
    INFO3 = 11
    INFO4 = 12
    WARN = 13
    WARN2 = 14
    WARN3 = 15
    WARN4 = 16
    ERROR = 17
    ERROR2 = 18
    ERROR3 = 19
    ERROR4 = 20
    FATAL = 21
    FATAL2 = 22
    FATAL3 = 23
    FATAL4 = 24


class Logger(abc.ABC):
    @abc.abstractmethod
    def emit(
        self,
        record: Any = None,
        *,
        timestamp: Optional[int] = None,
        observed_timestamp: Optional[int] = None,
        context: Optional[Context] = None,
        severity_number: Optional[SeverityNumber] = None,
        severity_text: Optional[str] = None,
        body: Any = None,
        attributes: Optional[Mapping[str, Any]] = None,
        event_name: Optional[str] = None,
    ) -> None: ...


class LoggerProvider(abc.ABC):
    @abc.abstractmethod
    def get_logger(
        self, name: str, version: Optional[str] = None, schema_url: Optional[str] = None, attributes: Optional[Attributes] = None
    ) -> Logger: ...


class ProxyLogger(Logger):
    def __init__(self, name: str, version: Optional[str], schema_url: Optional[str], attributes: Optional[Attributes]) -> None:
        self._asked = (name, version, schema_url, attributes)
        self._real: Optional[Logger] = None

    def emit(self, record: Any = None, **fields: Any) -> None:
        if self._real is None and _provider is not None:
            self._real = _provider.get_logger(*self._asked)
        if self._real is not None:
            self._real.emit(record, **fields)


_provider: Optional[LoggerProvider] = None


def set_logger_provider(logger_provider: LoggerProvider) -> None:
    global _provider
    _provider = _provider or logger_provider


def get_logger(
    instrumenting_module_name: str,
    instrumenting_library_version: str = "",
    logger_provider: Optional[LoggerProvider] = None,
    schema_url: Optional[str] = None,
    attributes: Optional[Attributes] = None,
) -> Logger:
    if logger_provider is not None:
        return logger_provider.get_logger(instrumenting_module_name, instrumenting_library_version, schema_url, attributes)
    return ProxyLogger(instrumenting_module_name, instrumenting_library_version, schema_url, attributes)
