"""Uses the module generated from test/polyglot/hostile, and sends it to OTEL_EXPORTER_OTLP_ENDPOINT."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import class_ as hostile
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

class Told(SpanProcessor):
    """What spans say of exceptions before it leaves the process."""

    def __init__(self) -> None:
        self.exceptions: list[dict[str, Any]] = []

    def on_end(self, span: ReadableSpan) -> None:
        self.exceptions += [dict(event.attributes or {}) for event in span.events]


told = Told()
tracers = TracerProvider(resource=Resource.create({"service.name": "hostile"}))
tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracers.add_span_processor(told)
trace.set_tracer_provider(tracers)
for each in hostile.None_:
    with hostile.Error.start(none=each, self_="me") as call:
        call.succeed(return_=timedelta(microseconds=5), while_bytes=3)
with hostile.Error.start(
    none=hostile.None_.NONE,
    self_="all",
    cls_="c",
    parent_=1,
    lambda_=[1.5],
    from_=[1, 2],
    constructor="made",
    values=[True, False],
    str_=hostile.Personal("ada"),
    arguments=hostile.Personal(7),
    int_=hostile.Secret(["a", "b"]),
) as whole:
    whole.succeed(error_="late", return_=timedelta(microseconds=5), while_bytes=3)
with hostile.Promise.start() as promise:
    promise.succeed()
with hostile.Promise.start() as broken:
    broken.fail(ValueError("Ada is not at home."))
# The plan classes messages of exceptions.
assert told.exceptions == [{"exception.type": "ValueError", "exception.message": "***", "exception.stacktrace": "***"}], told.exceptions
with hostile.Map.start(values=[]) as no_map:
    no_map.fail("")
hostile.Str.add(values=[True])
hostile.Personal_.record(timedelta(days=2))
hostile.Date.write()
hostile.With.write(none=hostile.None_.NAME)
hostile.Values.write(from_=[1])
tracers.shutdown()
