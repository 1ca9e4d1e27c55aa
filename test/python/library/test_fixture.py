"""The fixture of pytest, in sessions of their own."""

from __future__ import annotations

import pytest

THREE_LINES = """
import tea

def brew():
    with tea.Brew.start(kind=tea.Kind.GREEN) as call:
        tea.Cups.add(2, kind=tea.Kind.GREEN)
        call.succeed(strength=0.5, cups=2, water_ml=1.5, bill_eur=3.0)

def test_brewing(telemetry):
    brew()
    assert telemetry.span(tea.Brew).outcome == "success"

def test_brewing_again(telemetry):
    brew()
    assert telemetry.span(tea.Brew).outcome == "success"
    assert telemetry.event("tea.brewed").span_id == telemetry.span("span.tea.brew").span_id
    assert telemetry.measurement(tea.Cups).value == 2
    brew()
    assert telemetry.measurement("tea.cups", tea_kind="green").value == 4
    assert telemetry.measurement("tea.bill").count == 2

def test_nothing_is_left_of_other_tests(telemetry):
    assert telemetry.spans == telemetry.logs == telemetry.measurements == []

def test_what_is_not_there_is_said(telemetry):
    brew()
    try:
        telemetry.span(tea.Pour)
    except AssertionError as error:
        assert "0 spans of span.tea.pour" in str(error) and "tea.brew" in str(error)
    else:
        raise AssertionError

def test_many_visits_at_once(telemetry):
    first = telemetry.workload(50, lambda chance: (brew(), chance.random())[1], at_once=8, seed=3)
    assert len(telemetry.spans_of(tea.Brew)) == 50
    assert first == telemetry.workload(50, lambda chance: chance.random(), seed=3)
"""


@pytest.fixture
def session(run, tmp_path):
    def start(*arguments, **environment):
        (tmp_path / "test_tea.py").write_text(THREE_LINES)
        return run("", "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, "test_tea.py", quiet=False, **environment)

    return start


def test_a_test_of_three_lines_passes_twice(session):
    assert "5 passed" in session(OTEL_EXPORTER_OTLP_ENDPOINT="")


def test_workers_of_xdist_see_their_own(session):
    assert "5 passed" in session("-n", "2", OTEL_EXPORTER_OTLP_ENDPOINT="")


def test_under_verify_everything_is_sent_too(session, sink):
    assert "5 passed" in session(UPSHOT_VERIFY="1")
    assert len([span for _, _, span in sink.spans() if span.name == "tea.brew"]) == 54


def test_collecting_tests_loads_no_sdk(run):
    code = "import sys, upshot.pytest_plugin; print([name for name in sys.modules if name.startswith('opentelemetry')])"
    assert run("", "-c", code) == "[]\n"
