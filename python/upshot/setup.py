"""Sets the SDK up from the plan: one resource, one sampler, redaction, and counts of what leaves."""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from multiprocessing import util
from types import FrameType, ModuleType
from typing import Any, Optional, Union

from opentelemetry import _logs, metrics, trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, LogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import Sampler

from . import exporters, plans, resource
from .counting import CountingLogProcessor, CountingSpanProcessor
from .counts import Counts
from .exporting import CountingMetricExporter, RedactingLogExporter, RedactingSpanExporter
from .health import Health
from .instance import Instance
from .logs import LogHandler, attach
from .redaction import Redaction
from .runtime import watch_runtime
from .sampling import ConsistentSampler
from .servers import before_uvicorn_ends

_log = logging.getLogger("upshot")

# The names of today's conventions, unless the application asks for others: instrumentation still begins with those of before.
DEFAULTS = {"OTEL_SEMCONV_STABILITY_OPT_IN": "http,database"}


class Telemetry:
    """What was set up. It ends with the process; ``shutdown`` ends it earlier, and sends what is left."""

    def __init__(
        self, plans: list[plans.Plan], instance: Instance, health: Health, redaction: Redaction, stops: list[Callable[[], object]]
    ) -> None:
        self.plans = plans
        self.health = health
        self.redaction = redaction
        self._instance = instance
        self._stops = stops
        # A signal's handler runs in the midst of what its thread does, which may be the end already.
        self._lock = threading.RLock()
        self._is_ending = False
        self._told: Optional[int] = None

    @property
    def instance_id(self) -> str:
        return self._instance.id

    def flush(self) -> None:
        for provider in (trace.get_tracer_provider(), metrics.get_meter_provider(), _logs.get_logger_provider()):
            flush = getattr(provider, "force_flush", None)
            if flush is not None:
                _quietly(flush)

    def shutdown(self) -> None:
        with self._lock:
            stops, self._stops = self._stops, []
        if stops:
            self._is_ending = True
            for stop in stops:
                _quietly(stop)
            self._is_ending = False
        if self._told is not None:
            _die(self._told)

    def end(self, number: int) -> None:
        """Ends the process as the signal does, once everything is sent: also when that has begun."""
        self._told = number
        if not self._is_ending:
            self.shutdown()


def _quietly(what: Callable[[], object]) -> None:
    try:
        what()
    except Exception as error:
        _log.warning("Telemetry could not be sent to its end: %s", error)


_lock = threading.Lock()
_current: Optional[Telemetry] = None


def current() -> Optional[Telemetry]:
    return _current


def init(
    *modules: ModuleType,
    service: Optional[str] = None,
    version: Optional[str] = None,
    environment: Optional[str] = None,
    instance: Optional[str] = None,
    attributes: Optional[Mapping[str, str]] = None,
    sampling: Optional[float] = None,
    redaction_key: Union[bytes, str, None] = None,
    runtime: bool = True,
    logs: bool = True,
) -> Telemetry:
    """Sets OpenTelemetry up for this process, from the packages that ``upshot generate`` wrote (those that are found, without any), and from
    the variables of OpenTelemetry's specification. A second call changes nothing but tells its packages which process this is."""
    global _current
    redaction_key = redaction_key.encode() if isinstance(redaction_key, str) else redaction_key
    with _lock:
        found = plans.find(modules)
        if _current is None:
            said = {
                **(attributes or {}),
                "service.name": service or "",
                "service.version": version or "",
                "deployment.environment.name": environment or "",
                resource.INSTANCE: instance or "",
            }
            _current = _set_up(found, said, sampling, redaction_key, runtime, logs)
        _tell(found, _current.instance_id, redaction_key)
        return _current


# A reader can be given to a meter provider only as it is made.
_extra_readers: list[MetricReader] = []


def capture(spans: SpanExporter, logs: LogRecordExporter, reader: MetricReader) -> None:
    """Shows a test what is emitted. It sets telemetry up where nobody has, and refuses where somebody else has: their metrics cannot be read."""
    if _current is not None or isinstance(metrics.get_meter_provider(), MeterProvider):
        raise RuntimeError(
            "OpenTelemetry was set up before the fixture telemetry: set it up with upshot.init() inside the tests, or in a fixture after it."
        )
    _extra_readers.append(reader)
    init(runtime=False)
    tracers, loggers = trace.get_tracer_provider(), _logs.get_logger_provider()
    if isinstance(tracers, TracerProvider) and isinstance(loggers, LoggerProvider):
        tracers.add_span_processor(SimpleSpanProcessor(spans))
        loggers.add_log_record_processor(SimpleLogRecordProcessor(logs))


def _set_up(
    found: list[plans.Plan], said: Mapping[str, str], sampling: Optional[float], key: Optional[bytes], runtime: bool, logs: bool
) -> Telemetry:
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    resources = resource.create(found, said)
    instance = Instance(str(resources.attributes[resource.INSTANCE]))
    redaction = Redaction(found, key)
    health = Health(found, Counts(), Counts(), Counts())
    stops: list[Callable[[], object]] = []

    tracers = TracerProvider(sampler=_sampler(found, sampling), resource=resources, shutdown_on_exit=False)
    tracers.add_span_processor(CountingSpanProcessor(health.traces))
    for exporter in exporters.create("traces"):
        tracers.add_span_processor(BatchSpanProcessor(RedactingSpanExporter(exporter, redaction, instance, health.traces)))
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(tracers)
        stops.append(tracers.shutdown)

    # What is asked for its metrics, as Prometheus asks, is a reader itself.
    readers: list[MetricReader] = [
        exporter
        if isinstance(exporter, MetricReader)
        else PeriodicExportingMetricReader(CountingMetricExporter(exporter, instance, health.metrics))
        for exporter in exporters.create("metrics")
    ]
    readers += _extra_readers
    meters = MeterProvider(metric_readers=readers, resource=resources, shutdown_on_exit=False)
    if not isinstance(metrics.get_meter_provider(), MeterProvider):
        metrics.set_meter_provider(meters)
        stops.append(meters.shutdown)
    _forget_in_children(meters)

    loggers = LoggerProvider(resource=resources, shutdown_on_exit=False)
    loggers.add_log_record_processor(CountingLogProcessor(health.logs))
    for exporter in exporters.create("logs"):
        loggers.add_log_record_processor(BatchLogRecordProcessor(RedactingLogExporter(exporter, redaction, instance, health.logs)))
    if not isinstance(_logs.get_logger_provider(), LoggerProvider):
        _logs.set_logger_provider(loggers)
        stops.append(loggers.shutdown)

    if logs:
        stops.insert(0, attach(LogHandler()))
    if runtime:
        stops.insert(0, watch_runtime())
    telemetry = Telemetry(found, instance, health, redaction, stops)
    _end_with_the_process(telemetry)
    _end_with(signal.SIGTERM, telemetry)
    before_uvicorn_ends(telemetry.flush)
    return telemetry


def _sampler(found: Iterable[plans.Plan], said: Optional[float]) -> Optional[Sampler]:
    """What the application says, then the environment, then the plan: of several plans the one that keeps most. None: the SDK's own choice."""
    if said is not None:
        return ConsistentSampler(said)
    name = os.environ.get("OTEL_TRACES_SAMPLER", "").strip().lower()
    if name in ("traceidratio", "parentbased_traceidratio"):
        try:
            return ConsistentSampler(float(os.environ.get("OTEL_TRACES_SAMPLER_ARG", "1")))
        except ValueError:
            _log.warning("OTEL_TRACES_SAMPLER_ARG is no probability from 0 to 1; the plan's is used.")
    elif name:
        return None
    return ConsistentSampler(max((plan.sampling for plan in found), default=1.0))


def _tell(found: Iterable[plans.Plan], instance: str, key: Optional[bytes]) -> None:
    """Generated code learns which process this is, and follows the server where one is named."""
    for plan in found:
        module: Any = plan.module
        if module is None:
            continue
        module.configure(instance_id=instance, redaction_key=key)
        if plan.digest not in _followed and os.environ.get("UPSHOT_SERVER"):
            _followed.add(plan.digest)
            module.follow_rollout()


_followed: set[str] = set()


def _forget_in_children(meters: MeterProvider) -> None:
    """What a parent has counted is the parent's: a forked worker begins at nothing. The SDK has no call for it, so that this reaches for the
    tables themselves, where they are as they have been since 1.20."""

    def forget() -> None:
        consumer = getattr(meters, "_measurement_consumer", None)
        for storage in getattr(consumer, "_reader_storages", {}).values():
            table = getattr(storage, "_instrument_view_instrument_matches", None)
            if isinstance(table, dict):
                table.clear()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget)


def _end_with_the_process(telemetry: Telemetry) -> None:
    """A process that multiprocessing forks off forgets what was to run at its end, and runs but its own finalizers."""
    atexit.register(telemetry.shutdown)

    def end_in_child(telemetry: Telemetry) -> None:
        # After those of the application, which may emit something.
        util.Finalize(None, telemetry.shutdown, exitpriority=_LAST)

    util.register_after_fork(telemetry, end_in_child)
    if multiprocessing.parent_process() is not None:
        end_in_child(telemetry)


_LAST = -1000


def _end_with(number: signal.Signals, telemetry: Telemetry) -> None:
    """A process that is told to end sends what it has: by default Python ends at once. An application that handles the signal ends by itself."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(number) is not signal.SIG_DFL:
        return

    def ended(received: int, _: Optional[FrameType]) -> None:
        telemetry.end(received)

    signal.signal(number, ended)


def _die(number: int) -> None:
    # Another thread cannot say so; its signal comes back to the main one, which has nothing left to send.
    if threading.current_thread() is threading.main_thread():
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
