"""Observability from a plan, in one line::

    import upshot

    upshot.init()

or in none: ``opentelemetry-instrument python app.py``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import health as health
    from .flags import evaluated as evaluated
    from .flags import openfeature_hook as openfeature_hook
    from .logs import structlog_processor as structlog_processor
    from .querying import QueryError as QueryError
    from .querying import Rows as Rows
    from .querying import query as query
    from .queues import observe as observe
    from .runtime import watch_loop as watch_loop
    from .sampling import ConsistentSampler as ConsistentSampler
    from .setup import Telemetry as Telemetry
    from .setup import init as init

__version__ = "0.1.0"

# Loaded when they are first used: whoever only asks a server, or collects tests, need not load an SDK.
_HOMES = {
    "evaluated": "flags",
    "openfeature_hook": "flags",
    "structlog_processor": "logs",
    "QueryError": "querying",
    "Rows": "querying",
    "query": "querying",
    "observe": "queues",
    "watch_loop": "runtime",
    "ConsistentSampler": "sampling",
    "Telemetry": "setup",
    "init": "setup",
}


def __getattr__(name: str) -> Any:
    home = "health" if name == "health" else _HOMES.get(name)
    if home is None:
        raise AttributeError(f"upshot has no {name}")
    try:
        module = importlib.import_module(f".{home}", __name__)
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] == "opentelemetry":
            raise ImportError(
                f"upshot.{name} needs OpenTelemetry ({missing.name} is missing): pip install 'upshot-instrument[sdk]'"
            ) from missing
        raise
    return module if name == "health" else getattr(module, name)
