"""Is telemetry leaving this process? /health/telemetry answers 200 and JSON, degraded or not, so that nobody restarts an application because
its telemetry has trouble."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timezone
from typing import Any, Optional

from .counts import Counts
from .plans import Plan
from .runtime import watch_loop

PATH = "/health/telemetry"

# How long an item may wait, and how long a loss is remembered, in seconds.
_PATIENCE = 60.0
_MEMORY = 300.0


class Health:
    def __init__(self, plans: Sequence[Plan], traces: Counts, metrics: Counts, logs: Counts, now: Callable[[], float] = time.time) -> None:
        self._plans = plans
        self._now = now
        self.traces = traces
        self.metrics = metrics
        self.logs = logs

    def report(self) -> dict[str, Any]:
        now = self._now()
        kinds = {"traces": self.traces, "metrics": self.metrics, "logs": self.logs}
        reasons = [reason for kind, counts in kinds.items() for reason in _reasons(kind, counts, now)]
        reasons += [reason for contract in sorted(self._critical()) for reason in self._silent(contract, now)]
        return {
            "status": "degraded" if reasons else "healthy",
            "reasons": reasons,
            **{kind: _counts(counts) for kind, counts in kinds.items()},
            "operations": [
                {
                    "name": contract,
                    "critical": contract in self._critical(),
                    "lastEnded": _time(at),
                    "lastExported": _time(self.traces.exported_at.get(contract)),
                }
                for contract, at in sorted(self.traces.ended_at.items())
            ],
            "rollout": [entry for plan in self._plans for entry in _rollout(plan)],
            "leftOut": [{"name": name, "why": why, "count": count} for plan in self._plans for (name, why), count in _left_out(plan)],
        }

    def _critical(self) -> set[str]:
        return {str(plan.signals[signal]["contract"]) for plan in self._plans for signal in plan.critical if signal in plan.signals}

    def _silent(self, contract: str, now: float) -> Iterable[str]:
        ended, exported = self.traces.ended_at.get(contract), self.traces.exported_at.get(contract)
        if ended is not None and (exported is None or exported < ended) and now - ended > _PATIENCE:
            was = "was never exported" if exported is None else f"was last exported at {_time(exported)}"
            yield f"{contract} ended at {_time(ended)} and {was}: this critical journey leaves no trace at the moment."


def _reasons(kind: str, counts: Counts, now: float) -> Iterable[str]:
    failure, success = counts.last_failure, counts.last_success
    if failure is not None and (success is None or success <= failure):
        yield (
            f"The last export of {kind} failed at {_time(failure)} ({counts.failed:,} lost so far): "
            "look whether the address in OTEL_EXPORTER_OTLP_ENDPOINT answers."
        )
    elif failure is not None and now - failure < _MEMORY:
        yield f"An export of {kind} failed at {_time(failure)}; it works again ({counts.failed:,} lost so far)."
    if counts.waiting and counts.waiting_since is not None and now - counts.waiting_since > _PATIENCE:
        yield f"{counts.waiting:,} {kind} wait since {_time(counts.waiting_since)}: nothing takes them from the queue, or it was full and dropped them."


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "taken": counts.taken,
        "exported": counts.sent,
        "failed": counts.failed,
        "waiting": counts.waiting,
        "lastSuccess": _time(counts.last_success),
        "lastFailure": _time(counts.last_failure),
    }


def _rollout(plan: Plan) -> Iterable[dict[str, Any]]:
    module: Any = plan.module
    if module is not None:
        for signal, (stage, share) in sorted(module.stages().items()):
            yield {"signal": signal, "stage": stage, "share": share, "emitted": module.is_on(signal)}


def _left_out(plan: Plan) -> list[tuple[tuple[str, str], int]]:
    module: Any = plan.module
    return sorted(module.left_out().items()) if module is not None else []


def _time(at: Optional[float]) -> Optional[str]:
    return None if at is None else datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def _body() -> bytes:
    from . import setup

    telemetry = setup.current()
    report = {"status": "off", "reasons": ["upshot.init() was not called."]} if telemetry is None else telemetry.health.report()
    return json.dumps(report).encode()


def wsgi(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Answers GET /health/telemetry; all else goes on: ``app.wsgi_app = upshot.health.wsgi(app.wsgi_app)``."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return application(environ, start_response)
        body = _body()
        start_response("200 OK", [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer


Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class asgi:
    """Answers GET /health/telemetry; all else goes on: ``app.add_middleware(upshot.health.asgi)``."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The loop that serves is the one to watch, whoever made it.
        watch_loop()
        if scope.get("type") != "http" or scope.get("path") != PATH or scope.get("method") not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        body = _body()
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
