"""Keeps a trace with a given probability, decides the same in every process that sees the same trace, and says so in the W3C tracestate
(``ot=th:``), so that whoever counts can undo it. Source: OpenTelemetry, "TraceState: Probability Sampling"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes

_ALL = 1 << 56
_MOST_MEMBERS = 32


class ConsistentSampler(Sampler):
    """Below a parent, the parent's decision stands. ``probability`` is 0 to 1; below 2^-56 nothing is kept."""

    def __init__(self, probability: float) -> None:
        if not 0 <= probability <= 1:
            raise ValueError(f"A probability is from 0 to 1, and {probability} is not.")
        self._probability = probability
        self._threshold = _ALL - round(probability * _ALL)
        self._digits = f"{self._threshold:014x}".rstrip("0") or "0"

    def should_sample(
        self,
        parent_context: Optional[Context],
        trace_id: int,
        name: str,
        kind: Optional[SpanKind] = None,
        attributes: Attributes = None,
        links: Optional[Sequence[Link]] = None,
        trace_state: Optional[TraceState] = None,
    ) -> SamplingResult:
        parent = trace.get_current_span(parent_context).get_span_context()
        if parent.is_valid:
            # Its threshold stays in the tracestate, and is right for its children too.
            kept = bool(parent.trace_flags & trace.TraceFlags.SAMPLED)
            return SamplingResult(Decision.RECORD_AND_SAMPLE if kept else Decision.DROP, attributes if kept else None, parent.trace_state)
        state = trace_state or TraceState()
        randomness = _randomness(state)
        if (trace_id & (_ALL - 1) if randomness is None else randomness) < self._threshold:
            return SamplingResult(Decision.DROP, None, state)
        return SamplingResult(Decision.RECORD_AND_SAMPLE, attributes, _with_threshold(state, self._digits))

    def get_description(self) -> str:
        return f"ConsistentSampler{{{self._probability}}}"


def _own(state: TraceState) -> list[str]:
    return (state.get("ot") or "").split(";")


def _randomness(state: TraceState) -> Optional[int]:
    """The explicit randomness rv, 14 hex digits; None: the trace id is as random as it gets."""
    for part in _own(state):
        if part.startswith("rv:") and len(part) == 17:
            try:
                return int(part[3:], 16)
            except ValueError:
                return None
    return None


def _with_threshold(state: TraceState, digits: str) -> TraceState:
    own = ";".join([f"th:{digits}", *(part for part in _own(state) if part and not part.startswith("th:"))])
    # The member that was changed last stands first.
    others = [(key, value) for key, value in state.items() if key != "ot"]
    return TraceState([("ot", own), *others[: _MOST_MEMBERS - 1]])
