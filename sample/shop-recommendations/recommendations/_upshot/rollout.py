# pyright: basic
"""Which signals this process emits: as the plan says, or as a server says instead."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from typing import Any, Callable, Optional

Stage = tuple[str, float]
_STAGES = ("off", "canary", "on")


class Rollout:
    """The stages of a plan's signals, and who wants to know when they change."""

    def __init__(self, planned: Mapping[str, Stage]) -> None:
        self._planned = planned
        self._lock = threading.Lock()
        self._stages: dict[str, Stage] = dict(planned)
        self._on: dict[str, bool] = {}
        self._listeners: list[Callable[[], None]] = []
        self.instance = ""
        self._switch()

    def is_on(self, signal: str) -> bool:
        return self._on.get(signal, False)

    def stages(self) -> dict[str, Stage]:
        return dict(self._stages)

    def listen(self, changed: Callable[[], None]) -> None:
        self._listeners.append(changed)

    def use_instance(self, instance: str) -> None:
        with self._lock:
            self.instance = instance
            self._switch()

    def apply(self, answer: Any) -> bool:
        """Takes the JSON of GET /api/v1/rollout. What makes no sense changes nothing, and is answered with False."""
        said = _said(answer)
        if said is None:
            return False
        with self._lock:
            # A signal that the server does not name is as the plan says.
            self._stages = {signal: said.get(signal, planned) for signal, planned in self._planned.items()}
            self._switch()
        return True

    def _switch(self) -> None:
        self._on = {signal: self._emits(signal, stage, share) for signal, (stage, share) in self._stages.items()}
        for changed in self._listeners:
            changed()

    def _emits(self, signal: str, stage: str, share: float) -> bool:
        if stage == "canary":
            return self.instance != "" and fraction(f"{signal}\n{self.instance}") < share
        return stage == "on"


def _said(answer: Any) -> Optional[dict[str, Stage]]:
    signals = answer.get("signals") if isinstance(answer, Mapping) else None
    if not isinstance(signals, Mapping):
        return None
    said: dict[str, Stage] = {}
    for signal, entry in signals.items():
        stage = entry.get("stage") if isinstance(entry, Mapping) else None
        share = entry.get("share", 0) if isinstance(entry, Mapping) else None
        share = 0 if share is None and stage != "canary" else share
        if stage not in _STAGES or isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            return None
        said[str(signal)] = (stage, float(share))
    return said


def fraction(text: str) -> float:
    """0 to 1, always the same for the same text, whatever the language."""
    return int(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 11) / float(1 << 53)
