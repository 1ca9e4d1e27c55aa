"""The exporters that the environment asks for, found as the SDK itself finds them: by entry points."""

from __future__ import annotations

import importlib.metadata
import logging
import os
from typing import Any

_log = logging.getLogger("upshot")
_PROTOCOLS = {"http/protobuf": "otlp_proto_http", "grpc": "otlp_proto_grpc"}


def create(kind: str) -> list[Any]:
    """``kind``: traces, metrics or logs. One that cannot be had is said and left out: an application starts without its telemetry."""
    names = os.environ.get(f"OTEL_{kind.upper()}_EXPORTER", "").strip() or "otlp"
    found: list[Any] = []
    for name in (part.strip() for part in names.split(",")):
        if name and name != "none":
            try:
                found.append(_create(kind, _entry(kind, name)))
            except Exception as error:
                _log.warning("The exporter %s of %s cannot be set up, so that they are not exported there: %s", name, kind, error)
    return found


def _entry(kind: str, name: str) -> str:
    if name != "otlp":
        return name
    protocol = (
        os.environ.get(f"OTEL_EXPORTER_OTLP_{kind.upper()}_PROTOCOL") or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL") or "http/protobuf"
    )
    if protocol not in _PROTOCOLS:
        raise ValueError(f"OTEL_EXPORTER_OTLP_PROTOCOL is {protocol}; it takes {' or '.join(_PROTOCOLS)}")
    return _PROTOCOLS[protocol]


def _create(kind: str, entry: str) -> Any:
    group = f"opentelemetry_{kind}_exporter"
    points: Any = importlib.metadata.entry_points()
    # Before Python 3.10 they are a dictionary.
    chosen = points.select(group=group, name=entry) if hasattr(points, "select") else [p for p in points.get(group, []) if p.name == entry]
    for point in chosen:
        return point.load()()
    raise LookupError(f"no installed package has the {group} {entry}")
