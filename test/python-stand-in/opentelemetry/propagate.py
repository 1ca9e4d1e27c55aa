"""W3C trace context between processes."""

from __future__ import annotations

import re
import typing

from opentelemetry import trace
from opentelemetry.context import Context

_TRACEPARENT = re.compile(r"^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$")


def extract(carrier: typing.Mapping[str, str], context: typing.Optional[Context] = None) -> Context:
    # Like the default getter of the real package it leaves upper and lower case to the carrier.
    header = carrier.get("traceparent")
    found = _TRACEPARENT.match(header.strip()) if header else None
    if found is None or found[1] == "ff" or (found[1] == "00" and found[5]):
        return context if context is not None else Context()
    remote = trace.SpanContext(int(found[2], 16), int(found[3], 16), True, trace.TraceFlags(int(found[4], 16) & 1))
    if not remote.is_valid:
        return context if context is not None else Context()
    return trace.set_span_in_context(trace.NonRecordingSpan(remote), context)


def inject(carrier: typing.MutableMapping[str, str], context: typing.Optional[Context] = None) -> None:
    current = trace.get_current_span(context).get_span_context()
    if current.is_valid:
        carrier["traceparent"] = f"00-{current.trace_id:032x}-{current.span_id:016x}-{int(current.trace_flags):02x}"
