"""What is kept says what it stands for, and all services keep the same."""

from __future__ import annotations

import math
import random

import pytest
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from upshot import ConsistentSampler


class SeededIds(IdGenerator):
    """Ids from a seed: a test of chance gives the same answer on every run."""

    def __init__(self, seed):
        self._chance = random.Random(seed)

    def generate_span_id(self):
        return self._chance.getrandbits(64) or 1

    def generate_trace_id(self):
        return self._chance.getrandbits(128) or 1


def service(probability, seed=1):
    spans = InMemorySpanExporter()
    provider = TracerProvider(sampler=ConsistentSampler(probability), resource=Resource({}), id_generator=SeededIds(seed))
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return provider.get_tracer("x"), spans


def stands_for(span):
    threshold = dict(part.split(":") for part in span.context.trace_state["ot"].split(";"))["th"]
    return 1 / (1 - int(threshold.ljust(14, "0"), 16) / 2**56)


@pytest.mark.parametrize("probability", [1, 0.5, 0.25, 1 / 3, 0.01])
def test_what_is_kept_of_two_services_counts_for_all_requests(probability):
    front, front_spans = service(probability)
    back, back_spans = service(probability, seed=2)
    requests = 10_000
    for _ in range(requests):
        with front.start_as_current_span("GET /", kind=trace.SpanKind.SERVER, attributes={"http.route": "/"}):
            carrier = {}
            TraceContextTextMapPropagator().inject(carrier)
        with back.start_as_current_span(
            "POST /", TraceContextTextMapPropagator().extract(carrier), trace.SpanKind.SERVER, {"http.route": "/"}
        ):
            with back.start_as_current_span("inner"):
                pass
    within = 2.576 * math.sqrt(requests * (1 - probability) / probability) + 1e-6
    for spans, each in ((front_spans, 1), (back_spans, 2)):
        kept = spans.get_finished_spans()
        assert abs(sum(stands_for(span) for span in kept) / each - requests) <= within
        assert all(span.attributes.get("http.route") == "/" for span in kept if span.name != "inner")
    assert {span.context.trace_id for span in front_spans.get_finished_spans()} == {
        span.context.trace_id for span in back_spans.get_finished_spans()
    }


def test_a_trace_that_is_kept_at_a_share_is_kept_at_every_larger_one():
    chance = random.Random(7)
    for _ in range(2000):
        trace_id = chance.getrandbits(128)
        kept = [ConsistentSampler(share).should_sample(None, trace_id, "x").decision.is_sampled() for share in (0.1, 0.2, 0.5, 1)]
        assert kept == sorted(kept)


@pytest.mark.parametrize(("share", "threshold"), [(1, "0"), (0.5, "8"), (0.25, "c"), (0.125, "e"), (0.75, "4")])
def test_thresholds_are_those_of_the_specification(share, threshold):
    state = ConsistentSampler(share).should_sample(None, (1 << 56) - 1, "x").trace_state
    assert state["ot"] == f"th:{threshold}"


def test_other_members_and_an_explicit_randomness_are_kept():
    state = trace.TraceState([("vendor", "x"), ("ot", "rv:ffffffffffffff")])
    kept = ConsistentSampler(0.25).should_sample(None, 0, "x", trace_state=state)
    assert kept.decision.is_sampled()
    assert (kept.trace_state["ot"], kept.trace_state["vendor"]) == ("th:c;rv:ffffffffffffff", "x")
    assert (
        not ConsistentSampler(0.25)
        .should_sample(None, (1 << 56) - 1, "x", trace_state=trace.TraceState([("ot", "rv:00000000000000")]))
        .decision.is_sampled()
    )


@pytest.mark.parametrize("state", ["rv:zz", "rv:123", "", "th:zz;;x", "rv:ffffffffffffffff"])
def test_a_state_that_makes_no_sense_is_no_reason_to_fail(state):
    assert (
        ConsistentSampler(1)
        .should_sample(None, 0, "x", trace_state=trace.TraceState([("ot", state)] if state else []))
        .trace_state["ot"]
        .startswith("th:0")
    )


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(probability):
    with pytest.raises(ValueError):
        ConsistentSampler(probability)


def test_nothing_is_kept_at_zero():
    assert not ConsistentSampler(0).should_sample(None, (1 << 128) - 1, "x").decision.is_sampled()


def test_a_plan_that_samples_is_followed(run, sink):
    code = """
import upshot, upshot.plans as plans, dataclasses
found = plans.find
plans.find = lambda modules=(): [dataclasses.replace(plan, sampling=0.25) for plan in found(modules)]
telemetry = upshot.init()
from opentelemetry import trace
for i in range(400): trace.get_tracer("x").start_span("y").end()
"""
    run(code)
    kept = sink.spans()
    assert 50 < len(kept) < 170
    assert all(span.trace_state == "ot=th:c" for _, _, span in kept)
