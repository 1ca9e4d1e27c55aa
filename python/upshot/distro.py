"""No line at all: ``opentelemetry-instrument python app.py`` finds these by their entry points."""

from __future__ import annotations

import os
from typing import Any

from opentelemetry.instrumentation import distro

from . import setup

# Its module has no types.
_untyped: Any = distro


class UpshotDistro(_untyped.BaseDistro):  # type: ignore[misc]
    """What instrumentation reads before it is loaded."""

    def _configure(self, **kwargs: Any) -> None:
        for name, value in setup.DEFAULTS.items():
            os.environ.setdefault(name, value)
        # Log records go out with the handler of upshot: two of them would write each line twice.
        os.environ["OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED"] = "false"


class UpshotConfigurator:
    """What sets up the SDK: ``opentelemetry-instrument`` calls configure."""

    def configure(self, **kwargs: Any) -> None:
        setup.init()
