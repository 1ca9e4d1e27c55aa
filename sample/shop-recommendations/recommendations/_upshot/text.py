"""Values as text, the same in every language: hashes, messages and names of spans are made of it."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import Any, cast


def text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, (list, tuple)):
        return ",".join(text(item) for item in cast("list[Any]", value))
    return str(value.value if isinstance(value, enum.Enum) else value)


def said(value: Any) -> str:
    """A value of an attribute in a message; one that was not given leaves nothing."""
    return value if type(value) is str else "" if value is None else text(value)


def whole(value: str) -> str:
    """Half a surrogate pair is no text, and one of them would lose everything that is exported with it; the other languages
    put the same mark in its place."""
    try:
        value.encode()
        return value
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def type_name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _number(value: float) -> str:
    """As ECMAScript writes numbers."""
    if value != value or value in (float("inf"), float("-inf")):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        plain = format(Decimal(repr(abs(value))), "f")
        return ("-" if value < 0 else "") + (plain[:-2] if plain.endswith(".0") else plain)
    return repr(value).replace("e-0", "e-")
