"""What a call does between its start and its end."""

from __future__ import annotations

import asyncio
import concurrent.futures

import pytest
import tea
from opentelemetry import trace


def brew(**more):
    return tea.Brew.start(kind=tea.Kind.GREEN, **more)


def done(call, **more):
    call.succeed(**{**dict(strength=0.5, cups=2, water_ml=1.5, bill_eur=3.0), **more})


def test_a_block_that_says_nothing_is_abandoned(sdk):
    with brew():
        pass
    assert sdk.outcome() == "abandoned"
    assert sdk.span().status.status_code is trace.StatusCode.UNSET


def test_a_block_that_raises_fails_and_the_error_goes_on(sdk):
    with pytest.raises(ValueError):
        with brew():
            raise ValueError("cold")
    assert sdk.outcome() == "failure"
    assert sdk.span().attributes["error.type"] == "ValueError"
    assert sdk.span().status.status_code is trace.StatusCode.ERROR


@pytest.mark.parametrize(
    "error", [SystemExit(0), KeyboardInterrupt(), GeneratorExit(), asyncio.CancelledError(), concurrent.futures.CancelledError()]
)
def test_who_stops_waiting_abandons_and_does_not_fail(sdk, error):
    with pytest.raises(type(error)):
        with tea.Pour.start():
            raise error
    assert sdk.outcome() == "abandoned"
    assert "error.type" not in sdk.span().attributes
    assert sdk.span().status.status_code is trace.StatusCode.UNSET
    assert not sdk.span().events


def test_a_cancelled_task_abandons_its_call(sdk):
    async def pour():
        async with tea.Pour.start():
            await asyncio.sleep(10)

    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(pour(), 0.01)

    asyncio.run(main())
    assert sdk.outcome() == "abandoned"


def test_values_that_become_known_on_the_way_are_on_the_span_its_metrics_and_its_event(sdk):
    with brew() as call:
        call.set(kind=tea.Kind.NONE, is_hot=True, guest_email="ada@example.com")
        done(call)
    attributes = sdk.span().attributes
    assert (attributes["tea.kind"], attributes["tea.is_hot"]) == ("none", True)
    assert len(attributes["tea.guest.email"]) == 32
    assert sdk.points()["tea.brews"] == {(("tea.kind", "none"), ("upshot.outcome", "success")): 1}
    [event] = sdk.events()
    assert event.attributes["tea.kind"] == "none"


def test_after_its_end_nothing_is_set(sdk):
    with brew() as call:
        done(call)
        call.set(is_hot=True)
        call.fail("late")
    assert "tea.is_hot" not in sdk.span().attributes
    assert sdk.outcome() == "success"


def test_the_span_itself_can_be_had(sdk):
    with tea.Pour.start() as call:
        assert call.span is trace.get_current_span()
        call.span.add_event("spilled")
        call.succeed()
    assert [event.name for event in sdk.span().events] == ["spilled"]


def test_the_span_is_current_inside_the_block_alone(sdk):
    with tea.Pour.start() as outer:
        with tea.Pour.start() as inner:
            assert trace.get_current_span() is inner.span
        assert trace.get_current_span() is outer.span
    assert trace.get_current_span() is trace.INVALID_SPAN
    assert sdk.spans()[0].parent.span_id == sdk.spans()[1].context.span_id


def test_what_only_metrics_and_events_carry_is_not_on_the_span(sdk):
    with brew() as call:
        done(call)
    assert "tea.cups" not in sdk.span().attributes
    [event] = sdk.events()
    assert event.attributes["tea.cups"] == 2
    assert event.body.startswith("2 cups of green for ")


def test_a_failed_span_tells_its_error_once_in_its_event(sdk):
    with pytest.raises(ValueError):
        with brew():
            raise ValueError("cold")
    [event] = sdk.events()
    assert event.attributes["exception.message"] == "cold"
    assert event.severity_text == "ERROR"
    assert not sdk.span().events


def test_a_failed_span_without_an_event_carries_its_error(sdk):
    with pytest.raises(ValueError):
        with tea.Pour.start():
            raise ValueError("cold")
    assert [event.name for event in sdk.span().events] == ["exception"]


def test_an_error_whose_text_cannot_be_had_still_says_what_it_is(sdk):
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no words")

    with pytest.raises(Mute):
        with brew():
            raise Mute()
    with pytest.raises(Mute):
        with tea.Pour.start():
            raise Mute()
    assert [span.attributes["error.type"].split(".")[-1] for span in sdk.spans()] == ["Mute", "Mute"]
    [event] = sdk.events()
    assert event.attributes["exception.type"].endswith("Mute")


def test_a_parent_that_is_none_of_its_kind_does_no_harm(sdk):
    with tea.Pour.start(parent="rubbish") as call:
        call.succeed()
    with tea.Pour.start(parent=5) as call:
        call.succeed()
    assert trace.get_current_span() is trace.INVALID_SPAN


def test_half_a_character_loses_no_other_telemetry(sdk):
    with tea.Serve.start(kind=tea.Kind.GREEN, cups=2, is_hot=True) as call:
        call.fail("half \ud800")
    with brew(from_="half \ud800", notes=["\udc00"], guest_email=tea.Personal("\ud800")) as call:
        done(call)
    for span in sdk.spans():
        for value in span.attributes.values():
            str(value).encode()


def test_a_signal_that_is_off_keeps_its_metrics(sdk):
    tea.apply_rollout({"signals": {"span.tea.brew": {"stage": "off"}}})
    try:
        with brew() as call:
            assert trace.get_current_span() is trace.INVALID_SPAN
            done(call)
        assert not sdk.spans()
        assert sdk.points()["tea.brews"] == {(("tea.kind", "green"), ("upshot.outcome", "success")): 1}
    finally:
        tea.apply_rollout({"signals": {}})


def test_an_unsampled_call_is_counted(sdk):
    unsampled = trace.set_span_in_context(trace.NonRecordingSpan(trace.SpanContext(1, 1, True, trace.TraceFlags(0))))
    with brew(parent=unsampled) as call:
        done(call)
    assert not sdk.spans()
    assert sdk.points()["tea.bill"] == {(("upshot.outcome", "success"),): 3.0}
    assert len(sdk.events()) == 1
