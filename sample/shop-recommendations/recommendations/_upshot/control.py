# pyright: basic
"""What an application asks of a package and tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Optional

from . import follow, privacy, trouble
from .scope import Scope


class Control:
    def __init__(self, scope: Scope) -> None:
        self._rollout = scope.rollout

    def configure(self, *, instance_id: Optional[str] = None, redaction_key: Optional[bytes] = None) -> None:
        """Says which process this is, and the key of its hashes; what is left out stays as it was.

        instance_id: service.instance.id, by which a canary decides whether it is one.
        redaction_key: without it UPSHOT_HASH_KEY of the environment; without that, a new one for each process.
        """
        if redaction_key is not None:
            privacy.use_key(redaction_key.encode() if isinstance(redaction_key, str) else bytes(redaction_key))
        if instance_id is not None:
            self._rollout.use_instance(instance_id)

    def apply_rollout(self, answer: Mapping[str, Any]) -> bool:
        """Switches signals as a server says (the JSON of GET /api/v1/rollout). A signal that it does not name is as the plan says. What makes
        no sense changes nothing, and is answered with False."""
        return self._rollout.apply(answer)

    def follow_rollout(
        self, server: Optional[str] = None, *, seconds: float = 30.0, headers: Optional[Mapping[str, str]] = None
    ) -> Callable[[], None]:
        """Asks a server such as http://localhost:4600 (or the one in UPSHOT_SERVER, with UPSHOT_TOKEN) again and again, from a thread of its own,
        also in processes that are forked off; answers with what stops it. While the server is away everything stays as it was, and it is asked
        less often."""
        return follow.follow(self._rollout.apply, server, seconds, headers)

    def is_on(self, signal: str) -> bool:
        """Whether this process emits a signal, by its id such as span.shop.checkout."""
        return self._rollout.is_on(signal)

    def stages(self) -> dict[str, tuple[str, float]]:
        """Stage and share of each signal as they are now."""
        return self._rollout.stages()

    def left_out(self) -> dict[tuple[str, str], int]:
        """How often what was left out because telemetry could not take it, by its name and why."""
        return trouble.counts()
