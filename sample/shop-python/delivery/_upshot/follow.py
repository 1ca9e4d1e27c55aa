# pyright: basic
"""Asks a server again and again which signals are on."""

from __future__ import annotations

import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
import weakref
from collections.abc import Mapping
from typing import Any, Callable, Optional

from opentelemetry import context as contexts

_MOST_BYTES = 1 << 20
_MOST_SECONDS = 10.0
_LONGEST_SECONDS = 600.0


class _Here(urllib.request.HTTPRedirectHandler):
    """A server sends nobody elsewhere. Whoever does would be given the token."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Follower:
    """A thread that asks. A server that is away, or answers with nonsense, changes nothing and is asked less often."""

    def __init__(
        self, apply: Callable[[Any], bool], server: str, seconds: float, headers: Mapping[str, str], chance: random.Random
    ) -> None:
        self._apply = apply
        self._address = f"{server.rstrip('/')}/api/v1/rollout"
        self._seconds = seconds
        self._headers = dict(headers)
        self._chance = chance
        self._over = threading.Event()
        self._failures = 0
        self._tag: Optional[str] = None
        self._opener = urllib.request.build_opener(_Here)

    def start(self) -> None:
        threading.Thread(target=self._ask_again, name="upshot-rollout", daemon=True).start()

    def stop(self) -> None:
        self._over.set()

    def start_in_child(self) -> None:
        """Threads do not live on in a forked process; a lock that one held would stay held."""
        if not self._over.is_set():
            self._over = threading.Event()
            self._chance.seed()
            self.start()

    def pause(self) -> float:
        """Seconds until the next question: a fifth more or less, so that processes that began together do not ask together."""
        doubled = min(self._seconds * 2.0 ** min(self._failures, 30), max(_LONGEST_SECONDS, self._seconds))
        return doubled * self._chance.uniform(0.8, 1.2)

    def ask(self) -> bool:
        """One question; whether the server answered with sense."""
        headers = {**self._headers, **({"If-None-Match": self._tag} if self._tag else {})}
        try:
            request = urllib.request.Request(self._address, headers=headers)
            with self._opener.open(request, timeout=_MOST_SECONDS) as answer:
                said = _read(answer)
                tag = answer.headers["ETag"]
            if said is None or not self._apply(json.loads(said)):
                return False
            self._tag = tag
            return True
        except urllib.error.HTTPError as error:
            with error:
                return error.code == 304
        except Exception:
            # Away, no address, no JSON, too deep, or cut short.
            return False

    def _ask_again(self) -> None:
        over = self._over
        # Asking is not the application's work: it leaves no spans.
        contexts.attach(contexts.set_value("suppress_instrumentation", True))
        while not over.is_set():
            self._failures = 0 if self.ask() else self._failures + 1
            over.wait(self.pause())


def _read(answer: Any) -> Optional[bytes]:
    """None: it is larger than any that makes sense, or comes too slowly."""
    said, began = b"", time.monotonic()
    while part := answer.read1(1 << 16):
        said += part
        if len(said) > _MOST_BYTES or time.monotonic() - began > _MOST_SECONDS:
            return None
    return said


_followers: weakref.WeakSet[Follower] = weakref.WeakSet()


def follow(apply: Callable[[Any], bool], server: Optional[str], seconds: float, headers: Optional[Mapping[str, str]]) -> Callable[[], None]:
    """Starts asking; answers with what stops it."""
    address = server or os.environ.get("UPSHOT_SERVER", "")
    if not address:
        return lambda: None
    token = os.environ.get("UPSHOT_TOKEN", "")
    sent: dict[str, str] = {"Authorization": f"Bearer {token}"} if token else {}
    follower = Follower(apply, address, seconds, {**sent, **(headers or {})}, random.Random())
    _followers.add(follower)
    follower.start()
    return follower.stop


def _restart() -> None:
    for follower in list(_followers):
        follower.start_in_child()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_restart)
