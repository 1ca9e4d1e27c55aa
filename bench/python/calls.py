"""What generated Python costs beside the same output by hand, on the real API and SDK.

python3 calls.py nobody|unsampled|sampled [pairs]      with the package that is generated from bench/Upshot.Instrument.Bench/plan on the path

Both are taken in turn, a few hundred microseconds each, and the quickest tenth of each is compared: what disturbs the machine hits both alike.
"""

from __future__ import annotations

import gc
import sys
import time

from opentelemetry import _logs, context, metrics, trace
from opentelemetry._logs import SeverityNumber

import bench

listening = sys.argv[1]
pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 1500
if listening != "nobody":
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON

    tracers = TracerProvider(sampler=ALWAYS_ON if listening == "sampled" else ALWAYS_OFF)
    tracers.add_span_processor(SpanProcessor())
    trace.set_tracer_provider(tracers)
    metrics.set_meter_provider(MeterProvider(metric_readers=[InMemoryMetricReader()]))
    _logs.set_logger_provider(LoggerProvider())

tracer = trace.get_tracer("hand", "1")
meter = metrics.get_meter("hand", "1")
logger = _logs.get_logger("hand", "1")
BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
duration = meter.create_histogram("hand.duration", "s", explicit_bucket_boundaries_advisory=BOUNDS)
checkouts = meter.create_counter("hand.checkouts")
worth = meter.create_histogram("hand.value", "{EUR}")
INTERNAL, INFO = trace.SpanKind.INTERNAL, SeverityNumber.INFO
CARD = bench.PaymentMethod.CARD


def operation_generated() -> None:
    with bench.Checkout.start(cart_size=3, payment_method=CARD) as call:
        call.succeed(order_value_eur=42.5)


def operation_by_hand() -> None:
    began = time.perf_counter()
    attributes = {"upshot.signal": "span.bench.checkout@1", "bench.cart.size": 3, "bench.payment.method": "card"}
    with tracer.start_as_current_span("bench.checkout", kind=INTERNAL, attributes=attributes) as span:
        span.set_attribute("upshot.outcome", "success")
        labels = {"bench.payment.method": "card", "upshot.outcome": "success"}
        duration.record(time.perf_counter() - began, labels)
        checkouts.add(1, labels)
        worth.record(42.5, {"upshot.outcome": "success"})
        logger.emit(
            timestamp=time.time_ns(),
            severity_number=INFO,
            severity_text="INFO",
            body="Checkout of 3 products by card",
            attributes={
                "upshot.signal": "event.bench.checked_out@1",
                "bench.cart.size": 3,
                "bench.payment.method": "card",
                "upshot.outcome": "success",
            },
            event_name="bench.checked_out",
        )


def operation_by_careful_hand() -> None:
    """No generator for the context, and nothing that nobody listens to."""
    began = time.perf_counter()
    attributes = {"upshot.signal": "span.bench.checkout@1", "bench.cart.size": 3, "bench.payment.method": "card"}
    span = tracer.start_span("bench.checkout", None, INTERNAL, attributes)
    token = context.attach(trace.set_span_in_context(span))
    try:
        if span.is_recording():
            span.set_attribute("upshot.outcome", "success")
        labels = {"bench.payment.method": "card", "upshot.outcome": "success"}
        duration.record(time.perf_counter() - began, labels)
        checkouts.add(1, labels)
        worth.record(42.5, {"upshot.outcome": "success"})
        logger.emit(
            timestamp=time.time_ns(),
            severity_number=INFO,
            severity_text="INFO",
            body="Checkout of 3 products by card",
            attributes={
                "upshot.signal": "event.bench.checked_out@1",
                "bench.cart.size": 3,
                "bench.payment.method": "card",
                "upshot.outcome": "success",
            },
            event_name="bench.checked_out",
        )
    finally:
        context.detach(token)
        span.end()


def counter_generated() -> None:
    bench.Visits.add(payment_method=CARD)


def counter_by_hand() -> None:
    checkouts.add(1, {"bench.payment.method": "card"})


def compare(name: str, generated: object, by_hand: object, batch: int) -> None:
    taken: dict[object, list[float]] = {generated: [], by_hand: []}
    for turn in range(pairs):
        for call in (generated, by_hand) if turn % 2 else (by_hand, generated):
            began = time.perf_counter()
            for _ in range(batch):
                call()  # type: ignore[operator]
            taken[call].append((time.perf_counter() - began) / batch)
    quickest = {call: sorted(times)[: max(1, len(times) // 10)] for call, times in taken.items()}
    of_generated, of_hand = (sum(quickest[call]) / len(quickest[call]) * 1e9 for call in (generated, by_hand))
    print(
        f"{listening:10} {name:28} by hand {of_hand:8.0f} ns   generated {of_generated:8.0f} ns   ratio {of_generated / of_hand:.2f}",
        flush=True,
    )


gc.disable()
compare("operation", operation_generated, operation_by_hand, 10)
compare("operation, careful hand", operation_generated, operation_by_careful_hand, 10)
compare("counter", counter_generated, counter_by_hand, 100)
