# pyright: basic
"""What is said of an exception: its type, and of its message and its stack, which repeats it, what the plan lets through."""

from __future__ import annotations

import traceback
from typing import Any, Optional

from opentelemetry.trace import Span

from .privacy import put_hash, put_mask
from .text import type_name, whole
from .trouble import failed


def note(span: Span, error: BaseException, classed: Optional[str]) -> None:
    """``classed``: drop, mask or hash; None where messages may be shown."""
    if classed is None:
        span.record_exception(error)
    else:
        attributes: dict[str, Any] = {}
        tell(error, attributes, classed)
        span.add_event("exception", attributes)


def tell(error: BaseException, attributes: dict[str, Any], classed: Optional[str]) -> None:
    try:
        attributes["exception.type"] = type_name(error)
        if classed != "drop":
            _put(attributes, "exception.message", str(error), classed)
            _put(attributes, "exception.stacktrace", "".join(traceback.format_exception(type(error), error, error.__traceback__)), classed)
    except Exception as trouble:
        # An exception whose own text cannot be had still says what it is.
        failed(attributes["exception.type"], trouble)


def _put(attributes: dict[str, Any], name: str, value: str, classed: Optional[str]) -> None:
    if classed is None:
        attributes[name] = whole(value)
    elif classed == "hash":
        put_hash(attributes, name, value)
    else:
        put_mask(attributes, name, value)
