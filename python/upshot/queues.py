"""How much waits: in queues, executors, or whatever can be counted."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable
from typing import Any, Optional, Union, cast

from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Observation

from .runtime import SCOPE

NAME = "upshot.queue.name"
_lock = threading.Lock()
_readers: list[tuple[str, Callable[[], Optional[float]]]] = []
_meter: Optional[metrics.Meter] = None


def observe(name: str, what: Union[Callable[[], float], Any]) -> Callable[[], None]:
    """Reads the depth of a queue (queue.Queue, asyncio.Queue, multiprocessing.Queue), an executor, or what a function answers with, whenever
    metrics are collected: the metric ``upshot.queue.depth`` by ``upshot.queue.name``. Queues of one name are added. Answers with what ends it."""
    entry = (name, _reader(what))
    global _meter
    with _lock:
        _readers.append(entry)
        if _meter is None:
            _meter = metrics.get_meter(SCOPE)
            _meter.create_observable_up_down_counter("upshot.queue.depth", [_read], "{item}", "What waits in queues.")

    def stop() -> None:
        with _lock:
            if entry in _readers:
                _readers.remove(entry)

    return stop


def _read(_: CallbackOptions) -> Iterable[Observation]:
    depths: dict[str, float] = {}
    with _lock:
        readers = list(_readers)
    for name, read in readers:
        try:
            depth = read()
        except Exception:
            # A queue that cannot be read now (closed, or of a system without the call) says nothing.
            continue
        if isinstance(depth, (int, float)) and depth == depth:
            depths[name] = depths.get(name, 0) + depth
    return [Observation(depth, {NAME: name}) for name, depth in depths.items()]


def _reader(what: Any) -> Callable[[], Optional[float]]:
    """A queue that nobody else holds any more is not kept alive."""
    depth = _depth_of(what)
    if depth is None:
        if callable(what):
            return cast("Callable[[], Optional[float]]", what)
        raise TypeError(f"{type(what).__name__} cannot be observed: give a queue, an executor, or a function that answers with a number.")
    try:
        held = weakref.ref(what)
    except TypeError:
        return lambda: depth(what)

    def read() -> Optional[float]:
        alive = held()
        return None if alive is None else depth(alive)

    return read


def _depth_of(what: Any) -> Optional[Callable[[Any], float]]:
    if callable(getattr(what, "qsize", None)):
        return lambda queue: queue.qsize()
    # Executors have no call for it.
    if hasattr(what, "_work_queue"):
        return lambda executor: executor._work_queue.qsize()
    if hasattr(what, "_pending_work_items"):
        return lambda executor: len(executor._pending_work_items)
    return None
