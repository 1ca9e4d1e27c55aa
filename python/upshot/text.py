"""Text as it can be sent."""

from __future__ import annotations


def whole(value: str) -> str:
    """Half a surrogate pair, such as file names that are no UTF-8 have it, is no text: one of them would lose everything that is exported with it."""
    if value.isascii():
        return value
    try:
        value.encode()
        return value
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
