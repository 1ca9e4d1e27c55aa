"""What became of the items of one kind: spans, metric points, log records."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Optional


class Counts:
    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()
        self.taken = 0
        self.sent = 0
        self.failed = 0
        self.last_success: Optional[float] = None
        self.last_failure: Optional[float] = None
        self.waiting_since: Optional[float] = None
        # By contract: when a span last ended, and was last exported.
        self.ended_at: dict[str, float] = {}
        self.exported_at: dict[str, float] = {}

    def took(self, count: int = 1, contract: Optional[str] = None) -> None:
        with self._lock:
            if self.waiting == 0:
                self.waiting_since = self._now()
            self.taken += count
            if contract is not None:
                self.ended_at[contract] = self._now()

    def exported(self, items: Sequence[Any], succeeded: bool) -> None:
        with self._lock:
            now = self._now()
            if succeeded:
                self.sent += len(items)
                self.last_success = now
                for attributes in items:
                    contract = attributes.get("upshot.signal") if attributes else None
                    if isinstance(contract, str):
                        self.exported_at[contract] = now
            else:
                self.failed += len(items)
                self.last_failure = now
            self.waiting_since = now

    @property
    def waiting(self) -> int:
        """What was taken and has not come out again; a queue that is full and drops shows here too."""
        return max(0, self.taken - self.sent - self.failed)

    def start_in_child(self) -> None:
        self._lock = threading.Lock()
        self.taken = self.sent + self.failed
