# pyright: basic
"""What a span records when it ends."""

from __future__ import annotations

from typing import Any, Optional

from opentelemetry.context import Context

from .scope import Instrument
from .trouble import failed


def measure(instrument: Instrument, amount: float, attributes: dict[str, Any], inside: Optional[Context]) -> None:
    """One that fails keeps no other from being recorded."""
    try:
        instrument.record(amount, attributes, inside)
    except Exception as error:
        failed(instrument.name, error)
