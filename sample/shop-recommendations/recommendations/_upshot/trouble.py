"""What telemetry could not take. It is left out, counted, and warned of once: a mistake in telemetry is no reason for a request to fail."""

from __future__ import annotations

import logging
import threading

_log = logging.getLogger("upshot.telemetry")
_lock = threading.Lock()
_counts: dict[tuple[str, str], int] = {}

# Names come from code, so there are few of them; the limit is for code that makes them up.
_MOST = 1000


def left_out(name: str, why: str) -> None:
    """Counts what is left out by the name of its attribute, metric or call, and warns of it the first time."""
    with _lock:
        known = _counts.get((name, why))
        if known is not None or len(_counts) < _MOST:
            _counts[name, why] = (known or 0) + 1
        warned = known is not None or len(_counts) >= _MOST
    if not warned:
        _log.warning("Telemetry left out %s: %s. This is said once; left_out() of the package counts it.", name, why)


def failed(name: str, error: BaseException) -> None:
    """The same for an exception that telemetry itself ran into."""
    left_out(name, f"{type(error).__name__} was raised")


def counts() -> dict[tuple[str, str], int]:
    """How often what was left out, by its name and why."""
    with _lock:
        return dict(_counts)
