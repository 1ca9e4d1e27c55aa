"""Personal and secret values are taken out of what libraries set, on the way out: the instrumentation of a web framework sets the address
of its client long after a span has begun, and a span that has ended cannot be changed."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional, cast

from .plans import Plan

# The semantic conventions say nothing about privacy. These identify or locate a person wherever they are used as they say; the last four are
# names of earlier versions. A plan that defines one of them with another class has the last word.
PERSONAL = frozenset(
    (
        "client.address",
        "device.id",
        "enduser.id",
        "enduser.pseudo.id",
        "geo.location.lat",
        "geo.location.lon",
        "geo.postal_code",
        "network.peer.address",
        "source.address",
        "user.email",
        "user.full_name",
        "user.hash",
        "user.id",
        "user.name",
        "http.client_ip",
        "net.peer.ip",
        "net.sock.peer.addr",
        "enduser.role",
    )
)

# Whoever calls knows whom: the peer of a client is a machine.
_OF_CALLED = frozenset(("network.peer.address", "net.peer.ip", "net.sock.peer.addr"))

# Addresses whose query may hold anything that a user typed.
_QUERIES = frozenset(("url.full", "url.query", "http.url", "http.target"))
_PARAMETER = re.compile(r"(?<==)[^&#]+")


class Redaction:
    """What becomes of each attribute: drop, mask or hash; others stay as they are."""

    def __init__(self, plans: Sequence[Plan], key: Optional[bytes] = None) -> None:
        self._shown = frozenset(name for plan in plans for name in plan.shown)
        self._what: dict[str, str] = {name: "drop" for name in PERSONAL if name not in self._shown}
        for plan in plans:
            self._what.update(plan.redact)
        self._key = key or os.environ.get("UPSHOT_HASH_KEY", "").encode() or os.urandom(32)
        # Generated code has redacted its own: a hash is not hashed again.
        self._scopes = frozenset(plan.scope for plan in plans)

    def concerns(self, names: Iterable[str]) -> bool:
        return any(name in self._what or name in _QUERIES for name in names)

    def of(self, attributes: Optional[Mapping[str, Any]], scope: str = "", of_called: bool = False) -> dict[str, Any]:
        """The attributes as they may leave. ``of_called``: of a client's span, whose peer is a machine."""
        left: dict[str, Any] = {}
        for name, value in (attributes or {}).items():
            what = None if of_called and name in _OF_CALLED else self._what.get(name)
            if what is None:
                left[name] = _without_query(name, value) if name in _QUERIES and name not in self._shown else value
            elif scope in self._scopes:
                left[name] = value
            elif what == "mask":
                left[name] = "***"
            elif what == "hash":
                left[name] = hmac.new(self._key, _text(value).encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
        return left


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(_text(item) for item in cast("Iterable[object]", value))
    return str(value)


def _without_query(name: str, value: object) -> object:
    """Which parameters there were stays, what they held does not; nor does a name and password before the host."""
    if not isinstance(value, str):
        return value
    if name == "url.query":
        return _PARAMETER.sub("***", value)
    address, mark, query = value.partition("?")
    address = re.sub(r"(?<=//)[^/@]*@", "", address)
    return address + mark + _PARAMETER.sub("***", query)
