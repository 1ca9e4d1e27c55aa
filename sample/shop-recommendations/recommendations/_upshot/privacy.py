# pyright: basic
"""Values that are not to be shown: they are dropped, masked or hashed before they reach OpenTelemetry."""

from __future__ import annotations

import hashlib
import os
from typing import Any, Generic, TypeVar

from .text import text, whole
from .trouble import failed, left_out

_T = TypeVar("_T")


class Classified(Generic[_T]):
    """A value that says of itself that it is not to be shown."""

    __slots__ = ("_value",)

    def __init__(self, value: _T) -> None:
        self._value = value

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"


class Personal(Classified[_T]):
    """A value that could identify a person. Attributes of this class take no other."""

    __slots__ = ()


class Secret(Classified[_T]):
    """A value that is never stored as it is. Attributes of this class take no other."""

    __slots__ = ()


def _keyed(key: bytes) -> tuple[Any, Any]:
    """The two hashes of HMAC-SHA256 (RFC 2104) that have taken the key: a copy of them takes less than half the time of a new HMAC."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    return hashlib.sha256(bytes(byte ^ 0x36 for byte in block)), hashlib.sha256(bytes(byte ^ 0x5C for byte in block))


_inner, _outer = _keyed(os.environ.get("UPSHOT_HASH_KEY", "").encode() or os.urandom(32))


def use_key(key: bytes) -> None:
    global _inner, _outer
    _inner, _outer = _keyed(key)


_MISSING = "the plan wants a value, and nothing was given"

# A value without its class is redacted all the same: the attribute is what it is, whoever forgot to say so.


def put_mask(into: dict[str, Any], name: str, value: object) -> None:
    if value is None:
        left_out(name, _MISSING)
    else:
        into[name] = "***"


def put_hash(into: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        left_out(name, _MISSING)
        return
    try:
        bare = value._value if isinstance(value, Classified) else value
        said = bare if type(bare) is str and bare.isascii() else whole(text(bare))
        inner = _inner.copy()
        inner.update(said.encode())
        outer = _outer.copy()
        outer.update(inner.digest())
        into[name] = outer.hexdigest()[:32]
    except Exception as error:
        failed(name, error)
