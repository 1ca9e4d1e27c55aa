"""The fixture ``telemetry``: what a test's code emitted, by declared signal. Under ``upshot verify -- pytest`` everything is sent as well."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Optional

import pytest

if TYPE_CHECKING:
    from .captured import Telemetry

_session: Optional[Any] = None


def pytest_sessionstart() -> None:
    if os.environ.get("UPSHOT_VERIFY") == "1" and _has_sdk():
        _start()


def pytest_report_header() -> Optional[str]:
    if os.environ.get("UPSHOT_VERIFY") == "1" and not _has_sdk():
        return "upshot: OpenTelemetry's SDK is missing here, so that tests send nothing to the check: pip install 'upshot-instrument[sdk]'"
    return None


def _has_sdk() -> bool:
    try:
        return importlib.util.find_spec("opentelemetry.sdk.trace") is not None
    except ModuleNotFoundError:
        return False


def pytest_sessionfinish() -> None:
    if _session is None:
        return
    from . import setup

    current = setup.current()
    if current is not None:
        current.flush()


@pytest.fixture
def telemetry() -> Iterator[Telemetry]:
    """Spans, events and measurements of this test: ``telemetry.span(shop.Checkout).outcome``."""
    if not _has_sdk():
        pytest.fail("The fixture telemetry needs OpenTelemetry's SDK: pip install 'upshot-instrument[sdk]'", pytrace=False)
    from .captured import Telemetry

    found = Telemetry(*_start())
    found.clear()
    yield found
    found.clear()


def _start() -> Any:
    """One SDK for each process of a session: that of the application, if it was set up by upshot.init(), else one of our own, which sends
    nothing unless it is told where to."""
    global _session
    if _session is None:
        from . import captured, setup

        _session = captured.exporters()
        if os.environ.get("UPSHOT_VERIFY") != "1" and not any(name.startswith("OTEL_EXPORTER_OTLP") for name in os.environ):
            for kind in ("TRACES", "METRICS", "LOGS"):
                os.environ.setdefault(f"OTEL_{kind}_EXPORTER", "none")
        setup.capture(*_session)
    return _session
