"""Uses all that the module generated from test/polyglot/plan offers, and sends it to OTEL_EXPORTER_OTLP_ENDPOINT."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

# Before the SDK is set up, as imports are.
import tea
from opentelemetry import metrics, trace
from opentelemetry._logs import set_logger_provider
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

resource = Resource.create({"service.name": "tea-python", "service.version": "1.0"})
tracers = TracerProvider(resource=resource)
tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
meters = MeterProvider(metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter(), export_interval_millis=3_600_000)], resource=resource)
loggers = LoggerProvider(resource=resource)
loggers.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
trace.set_tracer_provider(tracers)
metrics.set_meter_provider(meters)
set_logger_provider(loggers)

# No key yet: a new one for each process.
with tea.Brew.start(kind=tea.Kind.NONE, guest_email=tea.Personal("ada@example.com")) as unkeyed:
    unkeyed.succeed(strength=0.0, cups=0, water_ml=0.0, bill_eur=0.0)

tea.configure(instance_id="tea-1", redaction_key=b"test key")


@dataclass
class Pot:
    cups: int
    bill: Decimal


@tea.Pour.traced()
async def pour(cups: int) -> int:
    await asyncio.sleep(0.02)
    return cups


async def brew_all() -> str:
    async with tea.Brew.start(
        kind=tea.Kind.EARL_GREY,
        from_="Assam",
        guest_email=tea.Personal("ada@example.com"),
        guest_name=tea.Personal("Ada Lovelace"),
        guest_sips=tea.Personal([2.0, 0.00001, 1e21, 0.1]),
        guest_is_regular=tea.Personal(True),
        recipe_token=tea.Secret("sesame"),
        notes=["bergamot", "smoke"],
    ) as brew:
        await asyncio.sleep(0.02)
        cups: int = await pour(3)
        brew.succeed(strength=0.75, cups=cups, is_hot=True, water_ml=750.0, bill_eur=Decimal("9.50"))
        brew.fail(RuntimeError("too late"))
    return "tea"


said = asyncio.run(brew_all())


@tea.Brew.traced(
    start=lambda kind: tea.Brew.start(kind=kind),
    succeed=lambda call, pot: call.succeed(strength=0.5, cups=pot.cups, water_ml=100.0, bill_eur=pot.bill),
)
def brew_one(kind: tea.Kind) -> Pot:
    raise TypeError("no water")


try:
    brew_one(tea.Kind.GREEN)
except TypeError as error:
    dry = error
try:
    with tea.Brew.start(kind=tea.Kind.GREEN):
        raise ValueError("no cups")
except ValueError:
    pass

# Left without a word; a span under it that says why it failed.
with tea.Brew.start(kind=tea.Kind.GREEN) as left:
    with tea.Pour.start(parent=left.context) as spilled:
        spilled.fail("spilled")

with tea.Serve.start(kind=tea.Kind.EARL_GREY, cups=2, is_hot=True) as served:
    served.succeed()
tea.Cups.add(2, kind=tea.Kind.GREEN, from_="Uji")
tea.Cups.add(3, kind=tea.Kind.GREEN, from_="Uji")
tea.Guests.add(5)
tea.Guests.add(-2)
tea.KettleTemperature.record(96.5)
tea.Steep.record(timedelta(minutes=3))
tea.Closed.write(from_="Uji", exception=dry)

# The switch: off in the plan, a canary, then as a server says.
with tea.Hidden.start() as hidden:
    hidden.succeed()
before = [tea.is_on("span.tea.hidden"), tea.is_on("span.tea.experiment")]
canaries = 0
for i in range(200):
    tea.configure(instance_id=f"instance-{i}")
    canaries += tea.is_on("span.tea.experiment")
tea.apply_rollout({"signals": {"span.tea.hidden": {"stage": "on"}, "span.tea.pour": {"stage": "off"}, "span.tea.unknown": {"stage": "on"}}})
with tea.Hidden.start() as outer, tea.Pour.start() as none:
    with tea.Hidden.start() as inner:
        inner.succeed()
    none.succeed()
    outer.succeed()
tea.apply_rollout({"signals": "nonsense"})
after = [tea.is_on("span.tea.hidden"), tea.is_on("span.tea.pour")]

tracers.shutdown()
meters.shutdown()
loggers.shutdown()
print(json.dumps({"said": said, "before": before, "canaries": canaries, "after": after, "shown": str(tea.Personal("ada@example.com")), "json": f"{[tea.Secret('x')]}"}))
