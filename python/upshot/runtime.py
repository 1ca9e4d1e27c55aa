"""What Python itself is busy with: collections of garbage, the event loop, threads, memory, processor time."""

from __future__ import annotations

import asyncio
import functools
import gc
import logging
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from typing import Any, Optional

from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Observation

_log = logging.getLogger("upshot")

SCOPE = "upshot.runtime"
_PAUSES = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
_LAGS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]


def watch_runtime() -> Callable[[], None]:
    """Begins; answers with what ends it."""
    meter = metrics.get_meter(SCOPE)
    meter.create_observable_up_down_counter("process.thread.count", [_threads], "{thread}", "Threads of Python.")
    meter.create_observable_counter("process.cpu.time", [_processor], "s", "Processor time, of the program and of the system for it.")
    if _resident() is not None:
        meter.create_observable_up_down_counter("process.memory.usage", [_memory], "By", "Physical memory in use.")
    meter.create_observable_counter("cpython.gc.collections", [_collections], "{collection}", "Collections by generation.")
    stops = [_watch_collections(meter), _watch_new_loops()]

    def stop() -> None:
        for each in stops:
            each()

    return stop


def _threads(_: CallbackOptions) -> Iterable[Observation]:
    yield Observation(threading.active_count())


def _processor(_: CallbackOptions) -> Iterable[Observation]:
    times = os.times()
    yield Observation(times.user, {"cpu.mode": "user"})
    yield Observation(times.system, {"cpu.mode": "system"})


def _memory(_: CallbackOptions) -> Iterable[Observation]:
    resident = _resident()
    if resident is not None:
        yield Observation(resident)


def _resident() -> Any:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None


def _collections(_: CallbackOptions) -> Iterable[Observation]:
    for generation, stats in enumerate(gc.get_stats()):
        yield Observation(stats["collections"], {"cpython.gc.generation": generation})


def _watch_collections(meter: metrics.Meter) -> Callable[[], None]:
    """The pause of a collection is recorded after it: in the callback itself any thread may be inside of the SDK, and hold its locks."""
    pauses = meter.create_histogram(
        "cpython.gc.pause", "s", "How long a collection kept the program from running.", explicit_bucket_boundaries_advisory=_PAUSES
    )
    waiting: list[tuple[float, int]] = []
    began = [0.0]

    def seen(phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            began[0] = time.perf_counter()
        elif len(waiting) < 10_000:
            waiting.append((time.perf_counter() - began[0], int(info.get("generation", 0))))

    def record() -> None:
        while waiting:
            try:
                pause, generation = waiting.pop()
            except IndexError:
                return
            pauses.record(pause, {"cpython.gc.generation": generation})

    ticker = Ticker(0.25, record)
    gc.callbacks.append(seen)

    def stop() -> None:
        if seen in gc.callbacks:
            gc.callbacks.remove(seen)
        ticker.stop()
        record()

    return stop


class Ticker:
    """Calls again and again, from a thread of its own, which lives on in forked processes."""

    def __init__(self, seconds: float, call: Callable[[], None]) -> None:
        self._seconds = seconds
        self._call = call
        self._over = threading.Event()
        self._start()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start_in_child)

    def stop(self) -> None:
        self._over.set()

    def _start(self) -> None:
        threading.Thread(target=self._run, name="upshot-runtime", daemon=True).start()

    def _start_in_child(self) -> None:
        if not self._over.is_set():
            self._over = threading.Event()
            self._start()

    def _run(self) -> None:
        over = self._over
        while not over.wait(self._seconds):
            self._call()


_watched: "weakref.WeakSet[asyncio.AbstractEventLoop]" = weakref.WeakSet()


def watch_loop(loop: Optional[asyncio.AbstractEventLoop] = None, seconds: float = 0.1) -> None:
    """Records how late the event loop (the running one, without one) comes to what is due: whatever blocks it shows here."""
    watched = asyncio.get_running_loop() if loop is None else loop
    if watched in _watched:
        return
    _watched.add(watched)
    lag = metrics.get_meter(SCOPE).create_histogram(
        "asyncio.eventloop.lag", "s", "How late the event loop came to what was due.", explicit_bucket_boundaries_advisory=_LAGS
    )

    def tick(due: float) -> None:
        now = watched.time()
        lag.record(max(0.0, now - due))
        watched.call_at(now + seconds, tick, now + seconds)

    watched.call_soon_threadsafe(tick, watched.time())


def _watch_new_loops() -> Callable[[], None]:
    """asyncio tells nobody of a loop that begins to run, so that its own loops are asked as they do. Those of others, such as uvloop, are watched
    by the middleware for health, or by watch_loop."""
    original = asyncio.BaseEventLoop.run_forever

    @functools.wraps(original)
    def run_forever(self: asyncio.BaseEventLoop) -> None:
        try:
            watch_loop(self)
        except Exception as error:
            _log.debug("The event loop is not watched: %s", error)
        original(self)

    loops: Any = asyncio.BaseEventLoop
    loops.run_forever = run_forever
    try:
        # uvicorn loads an application when its loop runs already.
        watch_loop(asyncio.get_running_loop())
    except RuntimeError:
        pass

    def stop() -> None:
        if loops.run_forever is run_forever:
            loops.run_forever = original

    return stop
